package org.openztp.planned;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.action.SiteFiles;
import org.openztp.config.Home;
import org.openztp.config.Settings;
import org.openztp.config.SettingsFile;
import org.openztp.config.ShippedFiles;
import org.openztp.match.NeighborDb;
import org.openztp.openwrt.Facts;
import org.openztp.openwrt.MacAddress;
import org.openztp.plan.Definitions;
import org.openztp.plan.NodeFolders;
import org.openztp.plan.Nodes;
import org.openztp.plan.Plan;
import org.openztp.plan.Planner;
import org.openztp.plan.Scopes;
import org.openztp.planned.Planning.Candidate;
import org.openztp.pool.Pools;
import org.openztp.script.Scripts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What it costs to find out what becomes of a device, its values from the pools at hand. */
class PlanCostTest {
    private static final Logger LOG = LoggerFactory.getLogger(PlanCostTest.class);
    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();
    private static final InstantSource STILL = () -> Instant.EPOCH;
    private static final int DEVICES = 10_000;
    private static final int ROUNDS = 2;

    @TempDir
    Path folder;

    /** In processor time, the best of some rounds; the pattern that matches is the last one. */
    @Test
    void aDeviceIsMatchedAndPlannedInLessThanAMillisecond() throws IOException {
        Planning hundred = planning(100);
        Planning thousand = planning(1000);
        double few = Double.MAX_VALUE;
        double many = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            few = Math.min(few, microseconds(hundred));
            many = Math.min(many, microseconds(thousand));
        }
        LOG.info("a plan takes {} µs with 100 patterns, {} µs with 1000", few, many);

        assertThat(many).as("µs each").isLessThan(1000).isLessThan(few * 10);
    }

    private double microseconds(Planning planning) {
        long start = CPU.getCurrentThreadCpuTime();
        int steps = 0;
        for (int i = 1; i <= DEVICES; i++) {
            int number = i;
            Plan plan = planning.plan(device(i), (pool, slot) -> "ap-" + number);
            assertThat(plan.pattern()).isEqualTo("access points");
            steps += plan.steps().size();
        }
        assertThat(steps).isEqualTo(5 * DEVICES);
        return (CPU.getCurrentThreadCpuTime() - start) / 1000.0 / DEVICES;
    }

    private static Candidate device(int i) {
        Facts facts = new Facts(
                MacAddress.parse("02:1a:b0:00:%02x:%02x".formatted(i >> 8, i & 255)),
                Map.of("board_name", "acme,board-" + i % 50, "release", "23.05." + i % 6, "serial", "SN" + i));
        return new Candidate(i, facts, "10." + i % 100 + ".1." + i % 250, "http://10.0.0.1/ztp");
    }

    private Planning planning(int patterns) throws IOException {
        Home home = new Home(folder.resolve("with" + patterns)).create(ShippedFiles.in(Path.of("conf")));
        Path conf = home.conf();
        Files.writeString(conf.resolve("neighbordb"), neighbordb(patterns));
        Files.writeString(conf.resolve("attributes.yaml"), "wifi: {country: DE, channel: 36}\nmotto: on $release\n");
        Files.createDirectories(conf.resolve("files"));
        Files.writeString(conf.resolve("files/banner"), "Welcome\n");
        Files.writeString(conf.resolve("definitions/access-point.yaml"), """
                attributes: {wifi: {ssid: Guests}}
                actions:
                  - {action: set_hostname, attributes: {hostname: "allocate('names')"}}
                  - action: uci
                    attributes:
                      set:
                        wireless.radio0.country: $wifi.country
                        wireless.guest: wifi-iface
                        wireless.guest.ssid: $wifi.ssid
                        wireless.guest.key: "${hash('x')}-$id"
                        system.@system[0].notes: $motto
                  - {action: packages, attributes: {install: [tcpdump, lldpd]}}
                  - {action: copy_file, attributes: {src: banner, dst: /etc/banner}}
                  - {action: run_script, attributes: {script: init.sh, arguments: [$id, $site]}}
                """);
        Settings settings = new SettingsFile(home, Optional.empty()).read(Map.of(), Map.of());
        Nodes nodes = new Nodes(new NodeFolders(home.nodes()), Definitions.foreign(conf), STILL);
        Planner planner = new Planner(
                new Definitions(conf.resolve("definitions"), STILL),
                new Scopes(conf.resolve("attributes.yaml"), nodes, STILL),
                new SiteFiles(conf),
                file -> Optional.empty(),
                List.of());
        return new Planning(
                new Planning.Choice(new NeighborDb(conf.resolve("neighbordb"), STILL), nodes),
                planner,
                new Pools(conf.resolve("resources"), STILL),
                new Scripts(conf.resolve("scripts"), STILL),
                settings);
    }

    private static String neighbordb(int count) {
        List<String> lines = new ArrayList<>(List.of("patterns:"));
        for (int i = 1; i < count; i++) {
            String condition = switch (i % 4) {
                case 0 -> "board_name: \"vendor%d,*\"";
                case 1 -> "subnet: 10.200.%d.0/24, board_name: \"acme,*\"";
                case 2 -> "serial: \"regex('SN%d-[a-z]+$')\"";
                default -> "release: \">=18.06 <19.07\", hostname: [\"a-%d-*\", b]";
            };
            lines.add("- {name: p%d, definition: other, match: {%s}}".formatted(i, condition.formatted(i % 250)));
        }
        lines.add(
                "- {name: access points, definition: access-point, match: {board_name: \"acme,*\", subnet: 10.0.0.0/8},"
                        + " variables: {site: berlin}}");
        return String.join("\n", lines) + "\n";
    }
}
