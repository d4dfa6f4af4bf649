package org.openztp.upgrade;

import java.util.Locale;
import org.openztp.signal.Signal;

/** How an upgrade ended, for whoever is not looking. */
final class UpgradeSignal {
    private static final String SUCCEEDED = "upgrade.succeeded";
    private static final String FAILED = "upgrade.failed";

    private UpgradeSignal() {}

    /** Of one that has succeeded or come to nothing. */
    static Signal of(UpgradeOperation operation) {
        String build = operation.image().build();
        boolean good = operation.state() == UpgradeState.SUCCESS;
        String state = operation.state().name().toLowerCase(Locale.ROOT);
        String outcome = good ? "succeeded" : state + (operation.code() == null ? "" : " (" + operation.code() + ")");
        String subject =
                "Upgrade " + operation.id() + " of " + operation.deviceName() + " to " + build + ": " + outcome;
        return Signal.of(good ? SUCCEEDED : FAILED, subject)
                .with("upgrade", operation.id())
                .with("device", operation.deviceId())
                .with("name", operation.deviceName())
                .with("build", build)
                .with("release", operation.image().release())
                .with("state", operation.state())
                .with("code", operation.code())
                .with("words", operation.words());
    }
}
