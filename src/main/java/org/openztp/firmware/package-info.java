/**
 * The firmware files of ZTP_HOME/fw and which image a board should run.
 *
 * <p>Read first: FirmwareServlet. Imports openwrt, config, db, http, auth.
 */
package org.openztp.firmware;
