/**
 * Staged mass upgrades: which devices, in which order, how many at once and when; and when to stop.
 *
 * <p>Read first: RolloutPlan, what an operator wants; then RolloutJob, which carries it out a step at a time; then Steering,
 * which decides what may begin. A roll-out chooses its devices before it starts, so that what it will do can be read as
 * rows; how far it is is read from the upgrades that it asked for.
 *
 * <p>Imports openwrt, config, db, http, job, auth, device, firmware.store, signal, observe and upgrade.
 */
package org.openztp.rollout;
