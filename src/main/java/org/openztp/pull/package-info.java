/**
 * Devices that fetch their work themselves, because no SSH reaches them: what is told to one that asks, what it is given to
 * run, and what it posts back.
 *
 * <p>Read first: Claims (from an ask to a run and its text), then Results (from posted bytes to events and a decision).
 * Asking is the part of a registration; Posted is what comes in. What is decided about a device is provision's, as by push.
 *
 * <p>Imports provision, upgrade, script and what lies below them.
 */
package org.openztp.pull;
