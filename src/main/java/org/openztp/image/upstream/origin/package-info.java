/**
 * The files of an upstream: where they come from, how much of them is taken, and what they say. An upstream is as hostile
 * as anyone: no file of it is read beyond its bounds, and none is believed that is not of its form.
 *
 * <p>Read first: Origin, then ProfilesJson. Imports openwrt, config, http, signature, image.upstream.
 */
package org.openztp.image.upstream.origin;
