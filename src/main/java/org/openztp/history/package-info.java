/**
 * What happened to devices: one row a line, read in pages, pruned by age, and followed live from the rows themselves.
 *
 * <p>Read first: DeviceEvent, then Feed. Imports openwrt, db, http and auth; knows devices by their number only.
 */
package org.openztp.history;
