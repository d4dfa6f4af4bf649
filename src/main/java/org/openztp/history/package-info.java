/**
 * What happened to devices: one row a line, read in pages, pruned by age, and followed live from the rows themselves.
 *
 * <p>Read first: DeviceEvent, then Feed, then EventStreams: how open clients hear of it, by EventStreamFilter. Imports openwrt, db, http and auth; knows devices by their number only.
 */
package org.openztp.history;
