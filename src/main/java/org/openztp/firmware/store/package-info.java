/**
 * The firmware store: categories hold builds, builds hold images, and the bytes of an image are kept once, by their
 * SHA-256, in ZTP_HOME/store.
 *
 * <p>Read first: Uploads. Imports openwrt, config, signature, db, http, job, auth, firmware.
 */
package org.openztp.firmware.store;
