/**
 * The catalogue brought up to date. A sync asks the upstreams for what has changed and writes it as rows that nobody reads
 * yet; one update then makes them the catalogue. Killed at any line, it leaves the catalogue that was there, and the next
 * run goes on with what this one had read.
 *
 * <p>Read first: Sync. Imports openwrt, config, db, http, job, auth, signature, image.upstream, image.upstream.origin.
 */
package org.openztp.image.upstream.sync;
