package org.openztp.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a match costs with many patterns. */
class MatchCostTest {
    private static final Logger LOG = LoggerFactory.getLogger(MatchCostTest.class);
    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();
    private static final int DEVICES = 10_000;
    private static final int ROUNDS = 3;

    @TempDir
    Path folder;

    /** In processor time, the best of some rounds, with room for what a busy machine does to the caches. */
    @Test
    void aDeviceCostsNoMoreThanInProportionToThePatterns() throws IOException {
        List<Subject> devices = devices();
        NeighborDb hundred = patterns(100);
        NeighborDb thousand = patterns(1000);
        double few = Double.MAX_VALUE;
        double many = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            few = Math.min(few, microseconds(hundred, devices));
            many = Math.min(many, microseconds(thousand, devices));
        }
        LOG.info("a match takes {} µs with 100 patterns, {} µs with 1000", few, many);

        assertThat(many).as("µs each").isLessThan(few * 10 * 2).isLessThan(1000);
    }

    @Test
    void aDeviceWithAPatternOfItsOwnCostsTheSameHoweverManyThereAre() throws IOException {
        List<Subject> devices = devices();
        NeighborDb ten = nodes(10);
        NeighborDb all = nodes(DEVICES);
        double few = Double.MAX_VALUE;
        double many = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            few = Math.min(few, microseconds(ten, devices.subList(0, 10), 1000));
            many = Math.min(many, microseconds(all, devices));
        }
        LOG.info("a node's match takes {} µs among 10, {} µs among {}", few, many, DEVICES);

        assertThat(many).isLessThan(few * 100);
    }

    private static double microseconds(NeighborDb db, List<Subject> devices) {
        return microseconds(db, devices, 1);
    }

    private static double microseconds(NeighborDb db, List<Subject> devices, int times) {
        long start = CPU.getCurrentThreadCpuTime();
        int matched = 0;
        for (int i = 0; i < times; i++) {
            for (Subject device : devices) {
                matched += db.match(device).isPresent() ? 1 : 0;
            }
        }
        double each = (CPU.getCurrentThreadCpuTime() - start) / 1000.0 / devices.size() / times;
        assertThat(matched).isEqualTo(devices.size() * times);
        return each;
    }

    /** Every kind of condition; only the last pattern holds for all, the others for a few. */
    private NeighborDb patterns(int count) throws IOException {
        StringBuilder text = new StringBuilder("patterns:\n");
        for (int i = 0; i < count - 1; i++) {
            String condition = switch (i % 8) {
                case 0 -> "match: {board_name: \"vendor%d,*\"}";
                case 1 -> "match: {mac: [\"06:%1$03d\", \"0a:%1$03d\"]}";
                case 2 -> "match: {board_name: [\"a,b%1$d\", \"c,d%1$d\"], release: \">=22.03 <24.10\"}";
                case 3 -> "match: {subnet: 10.200.%2$d.0/24}";
                case 4 -> "model: 'Model (A|B)[0-9]+ rev%1$d'";
                case 5 -> "match: {hostname: \"regex('.*-site%1$d-[a-z]+$')\", tags: [x, y]}";
                case 6 -> "interfaces: [{Ethernet1-2: \"regex('spine%1$d$'):any\"}, {none: lab:any}]";
                default -> "match: {release: \">=18.06 <19.07\", serial: \"SN-%1$d-*\"}";
            };
            text.append("- {name: p%d, definition: d, %s}\n".formatted(i, condition.formatted(i, i % 250)));
        }
        text.append("- {name: all, definition: d, match: {}}\n");
        return open("patterns" + count, text);
    }

    private NeighborDb nodes(int count) throws IOException {
        StringBuilder text = new StringBuilder("patterns:\n");
        for (int i = 0; i < count; i++) {
            text.append("- {name: p%d, definition: d, node: \"%s\"}\n".formatted(i, mac(i)));
        }
        return open("nodes" + count, text);
    }

    private NeighborDb open(String name, CharSequence text) throws IOException {
        NeighborDb db = new NeighborDb(Files.writeString(folder.resolve(name), text), () -> Instant.EPOCH);
        assertThat(db.faults()).isEmpty();
        return db;
    }

    private static List<Subject> devices() {
        List<Subject> devices = new ArrayList<>();
        for (int i = 0; i < DEVICES; i++) {
            devices.add(Patterns.router()
                    .mac(mac(i))
                    .fact("board_name", "maker,board-" + i % 50)
                    .fact("model", "Model A" + i % 50 + " of 2020")
                    .fact("hostname", "router-" + i + "-somewhere")
                    .fact("release", "23.05." + i % 6)
                    .fact("serial", "SN" + i)
                    .at("10." + i % 100 + ".1." + i % 250)
                    .hearing(Map.of(
                            "Ethernet1", List.of(new Neighbor("spine-a", "Ethernet" + i)),
                            "Ethernet2", List.of(new Neighbor("spine-b", "Ethernet" + i))))
                    .subject());
        }
        return devices;
    }

    private static String mac(int i) {
        return "02:1a:b0:00:%02x:%02x".formatted(i >> 8, i & 255);
    }
}
