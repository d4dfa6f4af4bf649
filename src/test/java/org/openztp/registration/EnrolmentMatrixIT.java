package org.openztp.registration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.openztp.config.Settings.Policy;
import org.openztp.device.Device;
import org.openztp.http.Problem;
import org.openztp.testkit.TestDb;

/**
 * Every policy against everything a caller may know: whether it holds the device's token, and an enrolment secret. The
 * last two columns have no policy set, and a caller on a private network or far away. A cell tells R(EGISTERED) or
 * P(ENDING), {@code +t} when a new token is given out, and {@code taken} when the device's address became the caller's.
 */
class EnrolmentMatrixIT {
    private static final String BEFORE = "192.168.1.50";
    private static final List<String> COLUMNS = List.of("OPEN", "SECRET", "APPROVE", "CLOSED", "near", "far");

    private final Enrolling enrolling = new Enrolling(TestDb.h2());
    private final String right = enrolling.secrets.create();

    @AfterEach
    void close() {
        enrolling.close();
    }

    @Test
    void whoMayBecomeWhat() {
        List<String> lines = new ArrayList<>();
        for (String known : List.of("unknown", "unproven", "confirmed")) {
            for (String token : List.of("-", "wrong", "right")) {
                for (String secret : List.of("-", "wrong", "right")) {
                    if (!known.equals("unknown") || !token.equals("right")) {
                        lines.add(line(known, token, secret));
                    }
                }
            }
        }
        assertThat(String.join("\n", lines)).isEqualTo("""
                unknown   -     -     | R+t taken | 403       | P+t taken | 403       | R+t taken | P+t taken
                unknown   -     wrong | R+t taken | 403       | P+t taken | 403       | R+t taken | P+t taken
                unknown   -     right | R+t taken | R+t taken | P+t taken | 403       | R+t taken | P+t taken
                unknown   wrong -     | R+t taken | 403       | P+t taken | 403       | R+t taken | P+t taken
                unknown   wrong wrong | R+t taken | 403       | P+t taken | 403       | R+t taken | P+t taken
                unknown   wrong right | R+t taken | R+t taken | P+t taken | 403       | R+t taken | P+t taken
                unproven  -     -     | R+t taken | 403       | P+t       | 403       | R+t taken | P+t
                unproven  -     wrong | R+t taken | 403       | P+t       | 403       | R+t taken | P+t
                unproven  -     right | R+t taken | R+t taken | P+t       | 403       | R+t taken | P+t
                unproven  wrong -     | R+t taken | 403       | P+t       | 403       | R+t taken | P+t
                unproven  wrong wrong | R+t taken | 403       | P+t       | 403       | R+t taken | P+t
                unproven  wrong right | R+t taken | R+t taken | P+t       | 403       | R+t taken | P+t
                unproven  right -     | R taken   | R taken   | R taken   | R taken   | R taken   | R taken
                unproven  right wrong | R taken   | R taken   | R taken   | R taken   | R taken   | R taken
                unproven  right right | R taken   | R taken   | R taken   | R taken   | R taken   | R taken
                confirmed -     -     | P+t       | P+t       | P+t       | 403       | P+t       | P+t
                confirmed -     wrong | P+t       | P+t       | P+t       | 403       | P+t       | P+t
                confirmed -     right | P+t       | R+t taken | P+t       | 403       | P+t       | P+t
                confirmed wrong -     | P+t       | P+t       | P+t       | 403       | P+t       | P+t
                confirmed wrong wrong | P+t       | P+t       | P+t       | 403       | P+t       | P+t
                confirmed wrong right | P+t       | R+t taken | P+t       | 403       | P+t       | P+t
                confirmed right -     | R taken   | R taken   | R taken   | R taken   | R taken   | R taken
                confirmed right wrong | R taken   | R taken   | R taken   | R taken   | R taken   | R taken
                confirmed right right | R taken   | R taken   | R taken   | R taken   | R taken   | R taken""");
    }

    private String line(String known, String token, String secret) {
        String cells = COLUMNS.stream()
                .map(column -> "%-9s".formatted(cell(column, known, token, secret)))
                .collect(Collectors.joining(" | "));
        return "%-9s %-5s %-5s | %s".formatted(known, token, secret, cells).stripTrailing();
    }

    private String cell(String column, String known, String token, String secret) {
        Policy policy = column.equals("near") || column.equals("far") ? null : Policy.valueOf(column);
        String address = column.equals("far") ? "203.0.113.9" : "192.168.1.66";
        enrolling.nextDevice();
        String given = known.equals("unknown")
                ? ""
                : enrolling.post(Policy.OPEN, BEFORE, null).token();
        if (known.equals("confirmed")) {
            enrolling.post(Policy.OPEN, BEFORE, given);
        }
        String shown = token.equals("right") ? given : token.equals("wrong") ? "ztp_guess" : null;
        String told = secret.equals("right") ? right : secret.equals("wrong") ? "guess" : null;
        return outcome(policy, address, shown, told);
    }

    private String outcome(Policy policy, String address, String token, String secret) {
        try {
            Enrolled enrolled = enrolling.post(policy, address, token, secret, Map.of("hostname", "OpenWrt"));
            Device device = enrolling.device();
            return enrolled.state().name().charAt(0)
                    + (enrolled.token() == null ? "" : "+t")
                    + (device.address().equals(address) ? " taken" : "");
        } catch (Problem refusal) {
            return String.valueOf(refusal.status());
        }
    }
}
