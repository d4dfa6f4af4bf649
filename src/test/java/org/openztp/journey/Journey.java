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
import org.openztp.testkit.LabImage;
import org.openztp.testkit.LabRouter;
import org.openztp.testkit.ServerProcess;

/** What the long ways have in common: a firmware to offer, and routers followed through the server's API. */
final class Journey {
    static final String OLD_RELEASE = "23.05.3";
    static final String RELEASE = "24.10.1";

    private final ServerProcess server;

    Journey(ServerProcess server) {
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
        return server.post("/leases", "{\"mac\":\"%s\",\"address\":\"%s\"}".formatted(router.mac(), router.ip()));
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
        JsonNode[] last = new JsonNode[1];
        await(router + " to be " + state)
                .atMost(patience)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                .conditionEvaluationListener(seen -> {})
                .until(() -> {
                    last[0] = device(router);
                    return last[0].path("state").asText().equals(state);
                });
        return last[0];
    }

    /** All that PROVISIONED promises: the release, the name, one flash, the server's keys once, who the server is. */
    void assertDone(LabRouter router) {
        JsonNode device = device(router);
        assertThat(device.path("state").asText()).as(device.toString()).isEqualTo("PROVISIONED");
        assertThat(device.path("release").asText()).isEqualTo(RELEASE);
        assertThat(router.release()).isEqualTo(RELEASE);
        assertThat(router.hostname()).isEqualTo("wrt" + device.path("id").asLong());
        assertThat(router.flashes()).as("flashes of " + router).isEqualTo(1);
        assertThat(router.sysupgrades()).as("sysupgrades of " + router).isEqualTo(1);
        assertThat(router.must("sort /etc/dropbear/authorized_keys | uniq -d")).isEmpty();
        assertThat(router.must("cat /etc/register.conf")).contains("boot_file=this_is_update_server");
        assertThat(router.sh("ls -d /tmp/*.sh /tmp/.ztp-* /etc/ztp.flashing 2>/dev/null")
                        .text())
                .isEmpty();
    }
}
