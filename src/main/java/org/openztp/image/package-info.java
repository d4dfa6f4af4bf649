/**
 * Images on demand: what was asked for, whose turn it is, and what was made.
 *
 * <p>Read first: {@code ImageRequest}, what may be asked for; {@code ImageBuilds}, where one request is one row; then
 * {@code BuildQueue} and {@code BuildWorkers}, by which builders take turns. {@code Builder} is how an image is made.
 *
 * <p>Imports openwrt, config, db, http, job, auth, signature, image.upstream.
 */
package org.openztp.image;
