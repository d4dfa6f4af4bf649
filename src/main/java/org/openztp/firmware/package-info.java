/**
 * The firmware files of ZTP_HOME/fw, what they say of themselves, and which image a board should run.
 *
 * <p>Read first: FirmwareServlet. Imports openwrt, config, signature, db, http, auth.
 */
package org.openztp.firmware;
