package org.openztp.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.core.ConditionTimeoutException;
import org.openztp.testkit.LabImage;
import org.openztp.testkit.LabRouter;
import org.openztp.testkit.ServerApi;
import org.openztp.testkit.ServerProcess;

/** What the long ways have in common: a firmware to offer, and routers followed through the server's API. */
final class Journey {
    static final String OLD_RELEASE = "23.05.3";
    static final String RELEASE = "24.10.1";

    private final ServerApi server;

    Journey(ServerProcess server) {
        this(server.api());
    }

    Journey(ServerApi server) {
        this.server = server;
    }

    /** Puts the firmware and the list of it into a data folder; before the server's first start or later. */
    static void offerFirmware(Path home) throws IOException {
        LabImage.of(RELEASE, 200_000, List.of("lab,ap-1")).write(home.resolve("fw/24.10/lab-ap-1.bin"));
        Files.createDirectories(home.resolve("conf"));
        Files.writeString(home.resolve("conf/firmware.yaml"), """
                images:
                  - boards: ["lab,*"]
                    release: "%s"
                    file: 24.10/lab-ap-1.bin
                """.formatted(RELEASE));
    }

    /** The settings of a router's hook: which port the server has. */
    static String hookSettings(ServerProcess server) {
        return "UCI=config server server\\n\\toption port " + server.port() + "\\n";
    }

    /** Tells the server of a lease, as a DHCP server does. */
    JsonNode announce(LabRouter router) throws IOException {
        return server.post("/leases", lease(router));
    }

    /** What a DHCP server tells of a router, once it has an address. */
    static String lease(LabRouter router) {
        return "{\"mac\":\"%s\",\"address\":\"%s\"}".formatted(router.mac(), router.ip());
    }

    /** The device as the API shows it, with its facts; missing while it is not known. */
    JsonNode device(LabRouter router) {
        try {
            JsonNode found =
                    server.get("/devices?mac=" + router.mac()).path("items").path(0);
            return found.isMissingNode()
                    ? found
                    : server.get("/devices/" + found.path("id").asLong());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode awaitState(LabRouter router, String state, Duration patience) {
        try {
            return await().atMost(patience)
                    .pollInterval(Duration.ofMillis(200))
                    .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                    .until(
                            () -> device(router),
                            device -> device.path("state").asText().equals(state));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(router + " is not " + state + " after " + patience + "\n" + story(router), e);
        }
    }

    /** What the server knows of a router, for the message of a failed test. */
    private String story(LabRouter router) {
        try {
            JsonNode device = device(router);
            return device + "\n"
                    + server.get("/events?limit=200&device=" + device.path("id").asLong())
                            .toPrettyString();
        } catch (IOException | UncheckedIOException e) {
            return e.toString();
        }
    }

    /** All that PROVISIONED promises: release, name, one flash, who the server is, its keys once, nothing left lying. */
    void assertDone(LabRouter router) {
        JsonNode device = device(router);
        assertThat(device.path("state").asText()).as(device.toString()).isEqualTo("PROVISIONED");
        assertThat(device.path("release").asText()).isEqualTo(RELEASE);
        // all in one go: it is asked of fifty routers; a backup of what is done may still be on its way
        assertThat(router.must("""
                        for s in $(seq 50); do ls -d /tmp/.ztp-backup.* >/dev/null 2>&1 && sleep 1 || break; done
                        . /etc/openwrt_release
                        echo "runs $DISTRIB_RELEASE as $(uname -n)"
                        echo "flashes $(wc -l </mnt/flashed) sysupgrades $(wc -l </mnt/sysupgrades)"
                        grep boot_file /etc/register.conf
                        sort /etc/dropbear/authorized_keys | uniq -d
                        ls -d /tmp/*.sh /tmp/.ztp-* /etc/ztp.flashing 2>/dev/null || true""")).as(router.toString()).isEqualTo("""
                        runs %s as wrt%d
                        flashes 1 sysupgrades 1
                        boot_file=this_is_update_server""".formatted(
                        RELEASE, device.path("id").asLong()));
    }
}
