/**
 * The script library of conf/scripts and one script on one device.
 *
 * <p>Read first: ScriptRun. Imports openwrt, config, db, ssh, http, job, auth, device.
 */
package org.openztp.script;
