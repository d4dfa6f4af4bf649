/**
 * Configurations of devices, kept: taken by SSH, stored sealed in versions, compared, and given back.
 *
 * <p>Read first: BackupJob, which takes one, then Backups, which keeps it as a new version if it is one; Restores puts one
 * onto a device.
 *
 * <p>Imports openwrt, db, ssh, http, job, auth, history, archive, device, planned and script.
 */
package org.openztp.backup;
