/**
 * Images for single devices: made on demand, put into the store, flashed by the upgrade engine.
 *
 * <p>Read first: Choices (which image a definition's wish means for a board), then TailoredState, then TailoredJob, which
 * brings one device its image by the transactions of TailoredSteps. Who wants one, and when, is not decided here.
 *
 * <p>Imports upgrade, firmware.store, image, image.upstream, device, desired and what lies below them.
 */
package org.openztp.tailored;
