package org.openztp.registration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.openztp.config.Settings.Policy;
import org.openztp.openwrt.IpAddress;
import org.openztp.registration.Decision.Known;

class DecisionTest {
    private static final Known UNPROVEN = new Known(false, false);
    private static final Known CONFIRMED = new Known(false, true);
    private static final Known BY_TOKEN = new Known(true, true);

    private record Row(String name, Known known, boolean secret, boolean announced) {}

    @Test
    void thePolicyReadsLikeThis() {
        List<Row> rows = List.of(
                new Row("unknown", null, false, false),
                new Row("unknown, with the secret", null, true, false),
                new Row("unknown, announced", null, false, true),
                new Row("known, never proven", UNPROVEN, false, false),
                new Row("known, never proven, with the secret", UNPROVEN, true, false),
                new Row("known, has lost its token", CONFIRMED, false, false),
                new Row("known, has lost its token, with the secret", CONFIRMED, true, false),
                new Row("known, announced", CONFIRMED, false, true),
                new Row("known, with its token", BY_TOKEN, false, false));
        String table = rows.stream().map(DecisionTest::line).collect(Collectors.joining("\n"));
        assertThat(Policy.values()).containsExactly(Policy.OPEN, Policy.SECRET, Policy.APPROVE, Policy.CLOSED);
        assertThat(table).isEqualTo("""
                unknown                                    ADMIT         REFUSE        ADMIT_PENDING REFUSE
                unknown, with the secret                   ADMIT         ADMIT         ADMIT_PENDING REFUSE
                unknown, announced                         ADMIT         ADMIT         ADMIT_PENDING REFUSE
                known, never proven                        TRUST         REFUSE        CLAIM         REFUSE
                known, never proven, with the secret       TRUST         RENEW         CLAIM         REFUSE
                known, has lost its token                  CLAIM         CLAIM         CLAIM         REFUSE
                known, has lost its token, with the secret CLAIM         RENEW         CLAIM         REFUSE
                known, announced                           PROVEN        PROVEN        PROVEN        PROVEN
                known, with its token                      PROVEN        PROVEN        PROVEN        PROVEN""");
    }

    @Test
    void withoutASettingPrivateNetworksAreOpenAndTheRestWaits() {
        EnrolmentPolicy unset = new EnrolmentPolicy(Optional.empty());
        for (String near : List.of(
                "127.0.0.1", "::1", "10.1.2.3", "192.168.1.1", "172.16.0.9", "169.254.1.1", "fe80::1", "fd00::5")) {
            assertThat(unset.of(IpAddress.parse(near))).as(near).isEqualTo(Policy.OPEN);
        }
        for (String far : List.of("8.8.8.8", "172.32.0.1", "2001:db8::1", "192.0.2.1")) {
            assertThat(unset.of(IpAddress.parse(far))).as(far).isEqualTo(Policy.APPROVE);
        }
        EnrolmentPolicy closed = new EnrolmentPolicy(Optional.of(Policy.CLOSED));
        assertThat(closed.of(IpAddress.parse("127.0.0.1"))).isEqualTo(Policy.CLOSED);
    }

    private static String line(Row row) {
        String cells = Arrays.stream(Policy.values())
                .map(policy -> "%-13s".formatted(Decision.of(policy, row.known(), row.secret(), row.announced())))
                .collect(Collectors.joining(" "));
        return "%-42s %s".formatted(row.name(), cells).stripTrailing();
    }
}
