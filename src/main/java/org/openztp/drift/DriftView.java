package org.openztp.drift;

import java.time.Instant;

/**
 * A device that should run something, as the API shows it.
 *
 * @param build that it should run, as CATEGORY/VERSION
 * @param runs the release that it says it runs; null where it has not
 * @param image the number of the image that it should run; null where there is none
 * @param source where the build is written
 * @param fix {@code report} or {@code automatic}
 * @param words why; empty where all is well
 * @param heldBy the upgrade that came to nothing, for which none is ordered of itself; null without
 * @param since when it came to this state
 */
public record DriftView(
        long deviceId,
        String deviceName,
        DriftState state,
        String build,
        String board,
        String runs,
        Long image,
        String source,
        String fix,
        String words,
        Long heldBy,
        Instant since) {

    static DriftView of(Drift row, String hostname, String mac) {
        return new DriftView(
                row.deviceId(),
                hostname == null ? mac : hostname,
                row.state(),
                row.build(),
                row.board(),
                row.runs(),
                row.imageId(),
                row.source(),
                row.automatic() ? "automatic" : "report",
                row.words(),
                row.heldBy(),
                row.since());
    }
}
