/**
 * Which devices have newer releases or packages waiting, whether or not anybody wants them to run these.
 *
 * <p>Read first: CheckSweep (all devices, again and again, into rows of DeviceCheck), then CheckReport. Nothing is ordered
 * here.
 *
 * <p>Imports tailored, image.upstream, upgrade, device, desired and what lies below them.
 */
package org.openztp.outdated;
