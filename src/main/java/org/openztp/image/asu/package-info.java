/**
 * OpenWrt's attended sysupgrade server in three generations of its HTTP API, so that every client in the field is served
 * unmodified. A dialect is how a request is read and how an answer is written; behind all three are the same requests and
 * the same builds.
 *
 * <p>Read first: {@code Asu}, the list of dialects; {@code Today}, that of today's clients; then {@code Looks}, how a build
 * stands. {@code Redis} is the generation before, {@code V02} and what begins with Old the one before that.
 *
 * <p>Imports openwrt, db, http, image.upstream, image, firmware, image.asu.wire, image.asu.published.
 */
package org.openztp.image.asu;
