/**
 * The inventory: devices, their states, their tags, where they stand, their host keys; its API and its pages.
 *
 * <p>Read first: Device (every transition is a verb there), then DeviceState (the table of transitions), then
 * DeviceActions (what an operator may do). Inventory is what all work on devices starts from. What is new in the history
 * reaches open pages and streams by Feed. Work above this package is asked for through Provisioner.
 *
 * <p>Imports openwrt, db, ssh, http, auth; never job, script or provision.
 */
package org.openztp.device;
