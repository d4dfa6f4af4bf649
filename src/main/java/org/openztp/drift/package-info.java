/**
 * Which devices run the build that they should, and how those that do not are mended without anybody asking.
 *
 * <p>Read first: Wishes (what a device should run), then Comparison (whether it does), then DriftSweep (all devices, again
 * and again, into rows of Drift), then Mending (the upgrades that are ordered of itself). The API and the page read the rows.
 *
 * <p>Imports provision, upgrade, planned, plan, desired, firmware.store, device and what lies below them.
 */
package org.openztp.drift;
