/**
 * The catalogue as static JSON, as clients of each generation of asu read it.
 *
 * <p>Read first: {@code Documents}, where each text is made once; then {@code Published}, what today's clients read.
 *
 * <p>Imports config, db, http, openwrt, image.upstream, image, image.asu.wire.
 */
package org.openztp.image.asu.published;
