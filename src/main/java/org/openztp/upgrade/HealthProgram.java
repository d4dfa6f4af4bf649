package org.openztp.upgrade;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.openztp.openwrt.Ash;
import org.openztp.plan.Health;

/**
 * What a router runs to tell whether all is well under its new firmware; {@code health.sh} has its exit codes. Its last line
 * starts it: cut short, it does nothing.
 */
final class HealthProgram {
    /** One check may take so long. */
    static final Duration LIMIT = Duration.ofSeconds(30);

    private HealthProgram() {}

    /**
     * @param soak for how long all has to hold without a break
     * @param patience how much longer than that it may take
     */
    static byte[] of(List<Health.Check> checks, Duration soak, Duration patience) {
        String each = checks.isEmpty()
                ? "  true"
                : checks.stream().map(HealthProgram::line).collect(Collectors.joining(" &&\n"));
        String text = "#!/bin/sh\n# shellcheck disable=SC2016 # values are quoted as they are\nset -u\nztp_soak="
                + soak.toSeconds() + "\nztp_patience=" + patience.toSeconds() + "\nztp_limit=" + LIMIT.toSeconds()
                + "\n\n" + UpgradeProgram.code("tree") + "\n" + UpgradeProgram.code("health")
                + "\neach_check() {\n" + each + "\n}\n\nmain </dev/null\n";
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String line(Health.Check check) {
        String how = check.kind() == Health.Kind.URL ? "by_url" : "by_command";
        return "  " + how + " " + Ash.command(List.of(check.place(), check.text()));
    }
}
