/**
 * The catalogue: which versions, targets, profiles and packages OpenWrt's upstreams have, as they were last read.
 *
 * <p>Read first: Catalogue, then Branches. Imports openwrt, config, db, http.
 */
package org.openztp.image.upstream;
