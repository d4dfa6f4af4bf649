/**
 * The inventory: devices, their states, their history, their host keys.
 *
 * <p>Read first: Device, then DeviceState. Imports openwrt, db, ssh, http, auth.
 */
package org.openztp.device;
