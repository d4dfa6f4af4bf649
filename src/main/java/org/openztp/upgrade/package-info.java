/**
 * One upgrade of one router to an image of the store: a row, a job, and two programs on the router, of which the first
 * changes nothing that is not undone, and the second flashes.
 *
 * <p>Read first: UpgradeState (how far an upgrade is), then UpgradeJob (one visit to the router), then UpgradeSteps,
 * Preparation and AfterFlash (what is decided, each a transaction). Visits is the way to the router, UpgradeProgram what
 * runs there; PulledUpgrades has the same done by a router that asks for its work.
 *
 * <p>Imports planned, plan, script, firmware.store, device, signal, job and what lies below them.
 */
package org.openztp.upgrade;
