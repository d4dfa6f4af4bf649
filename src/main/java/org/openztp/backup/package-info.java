/**
 * Configurations of devices, kept: taken by SSH, stored sealed in versions, compared, given back, and handed on to the box
 * that takes a device's place.
 *
 * <p>Read first: BackupJob, which takes one, then Backups, which keeps it as a new version if it is one. Archive and Tar
 * know what a device packs, Comparison what has changed in it.
 *
 * <p>Imports openwrt, db, ssh, http, job, auth, history, device, pool, plan and script.
 */
package org.openztp.backup;
