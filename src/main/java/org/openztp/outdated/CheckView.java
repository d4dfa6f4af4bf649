package org.openztp.outdated;

import java.time.Instant;

/**
 * What newer there is for a device, as the API shows it.
 *
 * @param runs as it says itself; null where it has not
 * @param ofBranch the newest release of the branch that it runs; null where it runs that, or there is none
 * @param newest the newest stable release; null likewise
 * @param packages how many of those in the image that was made for it are newer by now
 * @param packageWords which, and how
 * @param words why nothing can be told; empty where it can
 * @param since when this was found
 */
public record CheckView(
        long deviceId,
        String deviceName,
        String board,
        String runs,
        String ofBranch,
        String newest,
        int packages,
        String packageWords,
        String words,
        Instant since) {
    static CheckView of(DeviceCheck row, String hostname, String mac) {
        return new CheckView(
                row.deviceId(),
                hostname == null ? mac : hostname,
                row.board(),
                row.runs(),
                row.ofBranch(),
                row.newest(),
                row.packages(),
                row.packageWords(),
                row.words(),
                row.checkedAt());
    }
}
