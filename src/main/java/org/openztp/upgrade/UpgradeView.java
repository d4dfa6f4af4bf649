package org.openztp.upgrade;

import java.time.Instant;
import java.util.Optional;

/**
 * An upgrade as the API shows it.
 *
 * @param options as sysupgrade reads them, for instance {@code -c -k}
 * @param code why it rests or came to nothing; null else
 * @param progress in percent; null for one that came to nothing
 * @param nextAt when it is tried again; null while at work, and while it waits for the router's call
 * @param run the script run of its program, whose output tells more; null without
 * @param backBy until when a router that was told to flash may be away
 */
public record UpgradeView(
        long id,
        long deviceId,
        String deviceName,
        ImageOfUpgrade image,
        String options,
        UpgradeState state,
        String code,
        String words,
        Integer progress,
        String askedBy,
        Instant createdAt,
        Instant deadline,
        int attempts,
        Instant nextAt,
        Long run,
        Before before,
        Instant flashedAt,
        Instant backBy,
        Instant endedAt,
        Long retryOf) {

    /** @param arrived how many of its bytes are on the router */
    public record ImageOfUpgrade(
            long id,
            String build,
            String file,
            String sha256,
            long sizeBytes,
            long arrived,
            String release,
            String revision) {}

    /**
     * What the router ran before.
     *
     * @param backup the version of its configuration that was kept; null without
     * @param noBackup why none was; null where one was, or none was wanted
     */
    public record Before(String release, String revision, Integer backup, String noBackup) {}

    static UpgradeView of(UpgradeOperation u) {
        UpgradeImage image = u.image();
        return new UpgradeView(
                u.id(),
                u.deviceId(),
                u.deviceName(),
                new ImageOfUpgrade(
                        image.id(),
                        image.build(),
                        image.file(),
                        image.sha256(),
                        image.bytes(),
                        u.run().arrived(),
                        image.release(),
                        image.revision()),
                u.options().words(),
                u.state(),
                u.code(),
                u.words(),
                progress(u),
                u.askedBy(),
                u.createdAt(),
                u.deadline(),
                u.attempts(),
                u.nextAt(),
                u.run().id().orElse(null),
                Optional.ofNullable(u.before())
                        .map(before ->
                                new Before(before.release(), before.revision(), before.backup(), before.noBackup()))
                        .orElse(null),
                u.flashedAt(),
                u.backBy(),
                u.endedAt(),
                u.retryOf());
    }

    private static Integer progress(UpgradeOperation u) {
        return switch (u.state()) {
            case QUEUED -> 0;
            case CHECKING -> 5;
            case TRANSFERRING ->
                (int) (10 + 50 * u.run().arrived() / Math.max(1, u.image().bytes()));
            case FLASHING -> 65;
            case REBOOTING -> 70;
            case VERIFYING -> 90;
            case SUCCESS, SKIPPED -> 100;
            case FAILED, ABORTED, CANCELLED, EXPIRED -> null;
        };
    }
}
