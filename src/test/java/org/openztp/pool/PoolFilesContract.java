package org.openztp.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.config.BadFile;

/** What becomes of taken values when the pools' files are edited, on whichever database the subclass opens. */
abstract class PoolFilesContract extends WithPools {
    @Test
    void aValueThatLeftTheFileStaysWithItsDeviceAndIsShownSo() {
        write("mgmt.yaml", "- 10.1.0.1-10.1.0.50");
        List<Long> devices = devices(4);
        take("mgmt", devices.get(0));
        take("mgmt", devices.get(1));

        write("mgmt.yaml", "- 10.1.0.2-10.1.0.3");

        assertThat(take("mgmt", devices.get(0))).isEqualTo("10.1.0.1");
        assertThat(list("mgmt")).extracting(Allocation::listed).containsExactly(false, true);
        assertThat(usage("mgmt")).isEqualTo(new Usage("mgmt", big(2), 1, 0, big(1), 1, null));
        assertThat(take("mgmt", devices.get(2))).isEqualTo("10.1.0.3");
        release(devices.get(0));
        assertThatThrownBy(() -> take("mgmt", devices.get(3))).isInstanceOf(Exhausted.class);
        write("mgmt.yaml", "- 10.1.0.1-10.1.0.3");
        assertThat(take("mgmt", devices.get(3))).isEqualTo("10.1.0.1");
    }

    @Test
    void aBadEditChangesNothingAndAPoolWhoseFileIsGoneKeepsWhatWasTaken() throws IOException {
        write("mgmt.yaml", "- 10.1.0.1-10.1.0.50");
        List<Long> devices = devices(3);
        take("mgmt", devices.get(0));

        write("mgmt.yaml", "- 10.1.0.1-10.1.0.50", "- 10.1.0.0/24");

        assertThat(take("mgmt", devices.get(1))).isEqualTo("10.1.0.2");
        assertThat(usage("mgmt").problem()).endsWith("mgmt.yaml:2: 10.1.0.1 is in this pool already");
        assertThat(pools.faults()).hasSize(1);

        Files.delete(folder.resolve("mgmt.yaml"));
        pools = new Pools(folder, clock);
        assertThat(take("mgmt", devices.get(1))).isEqualTo("10.1.0.2");
        assertThatThrownBy(() -> take("mgmt", devices.get(2)))
                .isInstanceOf(BadFile.class)
                .hasMessageContaining("mgmt.yaml: there is no such file");
        assertThat(usage("mgmt")).isEqualTo(new Usage("mgmt", big(0), 0, 0, big(0), 2, null));
        release(devices.get(1));
        assertThat(list("mgmt")).extracting(Allocation::value).containsExactly("10.1.0.1");
    }

    @Test
    void zTPServersFileIsAPoolWhoseTakenValuesWaitForTheirNodes() {
        write("mgmt", "192.0.2.10/24: null", "192.0.2.11/24: JPE123", "192.0.2.12/24: 00:1c:73:aa:bb:cc", "last: null");
        List<Long> devices = devices(5);

        assertThat(take("mgmt", devices.get(0))).isEqualTo("192.0.2.10/24");
        assertThat(db().<String>txRetrying(
                                tx -> pools.take(tx, "mgmt", Holder.of(devices.get(1), null, "001c.73AA.BBCC"), "")))
                .isEqualTo("192.0.2.12/24");
        assertThat(usage("mgmt")).isEqualTo(new Usage("mgmt", big(4), 2, 1, big(1), 0, null));
        assertThat(take("mgmt", devices.get(2))).isEqualTo("last");
        assertThatThrownBy(() -> take("mgmt", devices.get(3)))
                .isInstanceOf(Exhausted.class)
                .hasMessageContaining("all of its 2 values");
        assertThat(db().<String>txRetrying(tx -> pools.take(tx, "mgmt", Holder.of(devices.get(4), "jpe123"), "")))
                .isEqualTo("192.0.2.11/24");
        release(devices.get(4));
        assertThatThrownBy(() -> take("mgmt", devices.get(3)))
                .as("it is still that node's")
                .isInstanceOf(Exhausted.class);
    }

    @Test
    void namesThatDifferInCaseOnlyAreDifferent() {
        write("mgmt.yaml", "- ap-1", "- AP-1");
        write("MGMT.yaml", "- ap-1");
        List<Long> devices = devices(2);

        assertThat(take("mgmt", devices.get(0))).isEqualTo("ap-1");
        assertThat(take("mgmt", devices.get(1))).isEqualTo("AP-1");
        assertThat(take("MGMT", devices.get(0))).isEqualTo("ap-1");
    }

    /** Random edits, takes and releases, against a plain set of what is taken. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void whateverIsEditedTakenAndReleasedNoValueIsGivenTwiceOrLost(long seed) {
        Random random = new Random(seed);
        List<Long> devices = devices(150);
        Map<Long, String> taken = new HashMap<>();
        Set<String> file = edit(random);
        for (int step = 0; step < 300; step++) {
            Long device = devices.get(random.nextInt(devices.size()));
            int what = random.nextInt(20);
            if (what == 0) {
                file = edit(random);
            } else if (what < 5) {
                release(device);
                taken.remove(device);
            } else {
                Set<String> free = new HashSet<>(file);
                free.removeAll(taken.values());
                if (taken.containsKey(device)) {
                    assertThat(take("p", device)).isEqualTo(taken.get(device));
                } else if (free.isEmpty()) {
                    assertThatThrownBy(() -> take("p", device)).isInstanceOf(Exhausted.class);
                } else {
                    String value = take("p", device);
                    assertThat(free).as("seed %s, step %s", seed, step).contains(value);
                    taken.put(device, value);
                }
            }
        }
        assertThat(list("p").stream().collect(Collectors.toMap(Allocation::deviceId, Allocation::value)))
                .isEqualTo(taken);
    }

    private Set<String> edit(Random random) {
        List<String> lines = new ArrayList<>();
        Set<String> values = new HashSet<>();
        int at = 1 + random.nextInt(30);
        for (int i = 0; i < 1 + random.nextInt(3); i++) {
            int end = at + random.nextInt(60);
            lines.add("- 10.0.0." + at + "-10.0.0." + end);
            IntStream.rangeClosed(at, end).forEach(n -> values.add("10.0.0." + n));
            at = end + 1 + random.nextInt(10);
        }
        for (int i = 0; i < random.nextInt(3); i++) {
            lines.add(random.nextInt(lines.size() + 1), "- name-" + i);
            values.add("name-" + i);
        }
        write("p.yaml", lines.toArray(String[]::new));
        return values;
    }
}
