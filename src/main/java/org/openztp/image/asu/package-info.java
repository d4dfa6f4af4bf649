/**
 * OpenWrt's attended sysupgrade server in three generations of its HTTP API, so that every client in the field is served
 * unmodified. A dialect is how a request is read and how an answer is written; behind all three are the same requests and
 * the same builds.
 *
 * <p>Read first: {@code AsuFilter}, by which requests come in; {@code Today}, the dialect of today's clients; then
 * {@code Looks}, how a build stands, and {@code Documents}, what is told of the catalogue.
 *
 * <p>Imports openwrt, config, db, http, image.upstream, image, firmware.
 */
package org.openztp.image.asu;
