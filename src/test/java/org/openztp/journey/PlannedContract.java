package org.openztp.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.testkit.Lab;
import org.openztp.testkit.LabRouter;
import org.openztp.testkit.ServerProcess;

/** What an operator's few files make of a router that was plugged in, whoever carries its plan to it. */
@Tag("lab")
abstract class PlannedContract {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    static Path folder;

    static ServerProcess server;
    private static Lab lab;
    private static Journey journey;

    private LabRouter router;

    /** Makes the router one that its plan reaches in this way; it has its address, and has not called yet. */
    abstract void prepare(LabRouter plugged);

    /** Has the router do at once what it would do in a while. */
    abstract void hurry(LabRouter waiting);

    @BeforeAll
    static void start() throws IOException {
        lab = Lab.start();
        write("neighbordb", """
                patterns:
                  - name: elsewhere
                    definition: default
                    match: {board_name: "lab,*", subnet: 192.0.2.0/24}
                  - name: access points of the lab
                    definition: access-point
                    match: {board_name: "lab,*", subnet: %s}
                    interfaces: [{"exact('lan1')": "spine1:Ethernet7"}]
                    variables: {ssid: Guests}
                """.formatted(lab.serverAddress().replace(".0.2", ".0.0/16")));
        write("resources/ap-names.yaml", "- {pattern: ap-%04d, from: 1, to: 20}\n");
        write("files/banner", "Welcome, it's a $1 day\n");
        write("scripts/mark.sh", "echo \"marked as $1\"\necho \"$1\" >>/etc/marked\n");
        accessPoint("");
        server = new ServerProcess(
                        folder.resolve("home"),
                        "provision.attempts",
                        "2",
                        "provision.backoff",
                        "1s",
                        "provision.backoff-max",
                        "2s")
                .start();
        journey = new Journey(server);
    }

    @AfterAll
    static void end() throws IOException {
        server.close();
        lab.close();
    }

    private static void write(String name, String text) throws IOException {
        Path file = folder.resolve("home/conf").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void accessPoint(String more) throws IOException {
        write("definitions/access-point.yaml", """
                name: access-point
                actions:
                  - name: hostname
                    action: set_hostname
                    attributes: {hostname: "allocate('ap-names')"}
                  - name: guests
                    action: uci
                    attributes:
                      set:
                        wireless.guest: wifi-iface
                        wireless.guest.device: radio0
                        wireless.guest.ssid: $ssid
                        wireless.guest.key: sword'fish-$id
                        network.guest: interface
                        network.guest.proto: static
                        network.guest.dns: [192.168.1.1, 9.9.9.9]
                      confirm: 9
                    onsuccess: guests may come
                  - {name: tools, action: packages, attributes: {install: [tcpdump, lldpd]}}
                  - {name: banner, action: copy_file, attributes: {src: banner, dst: /etc/banner, mode: 0640}}
                  - {name: mark, action: run_script, attributes: {script: mark.sh, arguments: [$board_name]}}
                """ + more);
    }

    @BeforeEach
    void plugIn() throws IOException {
        accessPoint("");
        router = lab.add();
        router.ip();
        router.must(": >>/etc/config/wireless");
        router.put("/usr/sbin/lldpcli", """
                #!/bin/sh
                echo lldp.lan1.via=LLDP
                echo lldp.lan1.chassis.name=spine1
                echo lldp.lan1.port.ifname=Ethernet7
                """);
        router.must("chmod 755 /usr/sbin/lldpcli");
        prepare(router);
    }

    private void register() {
        router.must("wget -qO- http://" + lab.serverAddress() + ":" + server.port() + "/ztp/bootstrap | sh");
        hurry(router);
    }

    /** As somebody with a console cable sees it, who looks once a second. */
    private long secondsCutOff() {
        router.must("kill $(cat /tmp/seen.pid)");
        List<Long> cutOff = router.must("cat /tmp/seen")
                .lines()
                .filter(line -> line.endsWith(" static"))
                .map(line -> Long.valueOf(line.split(" ")[0]))
                .toList();
        assertThat(cutOff).isNotEmpty();
        return cutOff.get(cutOff.size() - 1) - cutOff.get(0);
    }

    private static List<String> states(JsonNode device) {
        return device.path("plan").path("steps").findValuesAsText("state");
    }

    private JsonNode provisionAgain(JsonNode device, String state) throws IOException {
        long id = device.path("id").asLong();
        int runs = server.get("/script-runs?device=" + id).path("items").size();
        server.post("/devices/" + id + "/retry", "");
        hurry(router);
        await().atMost(PATIENCE)
                .until(() ->
                        server.get("/script-runs?device=" + id).path("items").size() > runs);
        return journey.awaitState(router, state, PATIENCE);
    }

    @Test
    void aFewFilesMakeAnAccessPointAndTheSecondTimeNothingIsWritten() throws IOException {
        register();

        JsonNode device = journey.awaitState(router, "PROVISIONED", PATIENCE);

        assertThat(device.path("plan").path("pattern").asText()).isEqualTo("access points of the lab");
        assertThat(states(device)).hasSize(5).containsOnly("CHANGED");
        assertThat(router.hostname()).matches("ap-00\\d\\d");
        long id = device.path("id").asLong();
        assertThat(router.must(
                        "uci show wireless; uci show network.guest; ls -l /etc/banner; cat /etc/banner /etc/marked;"
                                + " opkg status tcpdump; opkg status lldpd"))
                .contains("wireless.guest.ssid='Guests'")
                .contains("wireless.guest.key='sword'\\''fish-" + id + "'")
                .contains("network.guest.dns='192.168.1.1' '9.9.9.9'")
                .contains("-rw-r-----", "Welcome, it's a $1 day", "lab,ap-1", "Package: tcpdump", "Package: lldpd");
        assertThat(server.get("/events?limit=500&device=" + id).findValuesAsText("message"))
                .contains("guests: changed - guests may come");
        assertThat(server.text("/script-runs/" + device.path("plan").path("run").asLong() + "/output?step=5"))
                .isEqualTo("marked as lab,ap-1\n");
        assertThat(router.must("ls -d /tmp/plan /tmp/.ztp-* 2>/dev/null || true"))
                .isEmpty();

        assertThat(router.changesAsked())
                .as("this record holds what is asked of the tools")
                .contains("opkg: install tcpdump lldpd", "services: network reload");

        String before = router.snapshot() + router.stamps();
        register();
        device = provisionAgain(device, "PROVISIONED");

        assertThat(states(device)).hasSize(5).containsOnly("UNCHANGED");
        assertThat(router.changesAsked()).isEmpty();
        assertThat(router.snapshot() + router.stamps()).isEqualTo(before);
    }

    @Test
    void aWrongNetworkIsUndoneByTheRouterWhichIsStillManaged() throws IOException {
        register();
        JsonNode device = journey.awaitState(router, "PROVISIONED", PATIENCE);
        String address = router.ip();
        accessPoint("""
                  - name: wrong
                    action: uci
                    attributes: {set: {network.lan.proto: static, network.lan.ipaddr: 192.0.2.7}, confirm: 6}
                """);

        router.must("while sleep 1; do echo $(cut -d. -f1 /proc/uptime) $(uci get network.lan.proto); done"
                + " </dev/null >/tmp/seen 2>&1 & echo $! >/tmp/seen.pid");
        device = provisionAgain(device, "FAILED");

        assertThat(device.path("reason").asText()).isEqualTo("rolled_back");
        assertThat(secondsCutOff())
                .as("until its own timer of 6 s undid it, and not the usual one of 60 s")
                .isBetween(4L, 30L);
        assertThat(server.get("/events?limit=500&device=" + device.path("id").asLong())
                        .findValuesAsText("message"))
                .anyMatch(line -> line.startsWith("wrong: rolled back by the device, exit code "));
        assertThat(states(device))
                .containsExactly("UNCHANGED", "UNCHANGED", "UNCHANGED", "UNCHANGED", "UNCHANGED", "ROLLED_BACK");
        assertThat(router.must("uci get network.lan.proto")).isEqualTo("dhcp");
        assertThat(router.ip()).isEqualTo(address);
        accessPoint("  - {name: motto, action: uci, attributes: {set: {\"system.@system[0].notes\": mended}}}\n");
        device = provisionAgain(device, "PROVISIONED");
        assertThat(router.must("uci get system.@system[0].notes")).isEqualTo("mended");
    }
}
