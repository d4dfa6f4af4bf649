package org.openztp.backup;

import java.time.Instant;

/**
 * A version without its content.
 *
 * @param version 1 for a device's first, and so on
 * @param checkedAt when the device was last seen to have just this
 * @param changed how many files differ from the version before; of the first, all
 * @param bytes of the compressed archive
 */
public record BackupView(
        long deviceId, int version, Instant takenAt, Instant checkedAt, int files, int changed, int bytes) {}
