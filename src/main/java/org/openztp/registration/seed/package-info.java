/**
 * Seed images: a router flashed with one finds this server, and is let in, by itself.
 *
 * <p>Read first: Seeds, what is put into such an image and when; SeedScript is the text that the router runs.
 *
 * <p>Imports openwrt, config, db, http, auth, image, registration.
 */
package org.openztp.registration.seed;
