/**
 * Images made by OpenWrt's ImageBuilder on this machine, or by another asu server.
 *
 * <p>Read first: {@code ImageBuilderProcess}, the way of one image; then {@code Make}, how one step of it is run and
 * watched, {@code Sandbox}, what it may touch, and {@code Gate}, what it may fetch.
 *
 * <p>Imports openwrt, config, http, archive, observe, job, image.upstream, image.upstream.origin, image.
 */
package org.openztp.image.builder;
