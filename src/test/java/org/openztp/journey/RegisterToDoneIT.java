package org.openztp.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.testkit.Lab;
import org.openztp.testkit.LabRouter;
import org.openztp.testkit.ServerProcess;

/** From plugged in to provisioned, with nothing between the router and the server but DHCP, HTTP and SSH. */
@Tag("lab")
class RegisterToDoneIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private static ServerProcess server;
    private static Journey journey;

    @BeforeAll
    static void startServer() throws IOException {
        Path home = folder.resolve("home");
        Journey.offerFirmware(home);
        Files.createDirectories(home.resolve("conf"));
        Files.writeString(home.resolve("conf/neighbordb"), """
                patterns:
                  - {name: out by eth0, definition: default, match: {interface: eth0}}
                  - {name: every router, definition: default, match: {}}
                """);
        server = new ServerProcess(home).start();
        journey = new Journey(server);
    }

    @AfterAll
    static void endServer() {
        server.close();
    }

    /** A lab whose dnsmasq announces its leases at the server, with the token of an announcer. */
    private static Lab labWithLeaseHook() throws IOException {
        Lab lab = Lab.start(Map.of(
                "DNSMASQ_SCRIPT",
                        Path.of("conf/dhcp/lease-hook.sh").toAbsolutePath().toString(),
                "ZTP_LEASE_CONF", folder.resolve("lease-hook.conf").toString()));
        Path token = folder.resolve("announcer");
        if (!Files.exists(token)) {
            Files.writeString(
                    token,
                    server.post("/tokens", "{\"name\":\"dnsmasq\",\"role\":\"announcer\"}")
                            .path("token")
                            .asText());
            Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        }
        Files.write(
                folder.resolve("lease-hook.conf"),
                List.of(
                        "url=http://" + lab.serverAddress() + ":" + server.port() + "/ztp",
                        "token_file=" + token,
                        "vendor_class=udhcp*"));
        return lab;
    }

    @Test
    void aRouterWithTheHookIsProvisionedByBeingPluggedIn() throws IOException {
        try (Lab lab = Lab.start()) {
            LabRouter router = lab.add("HOOK=1", Journey.hookSettings(server));

            JsonNode device = journey.awaitState(router, "PROVISIONED", PATIENCE);

            journey.assertDone(router);
            assertThat(device.path("address").asText()).isEqualTo(router.ip());
            assertThat(device.path("boardName").asText()).isEqualTo("lab,ap-1");
            assertThat(device.path("facts").path("kernel").asText()).isNotEmpty();
            assertThat(device.at("/plan/pattern").asText()).isEqualTo("out by eth0");
            assertThat(server.get("/events?device=" + device.path("id").asLong() + "&limit=500")
                            .findValuesAsText("message"))
                    .as("the facts by SSH do not speak of it")
                    .noneMatch(line -> line.startsWith("interface"));
            assertThat(server.get("/events?device=" + device.path("id").asLong() + "&limit=500")
                            .findValuesAsText("detail"))
                    .anyMatch(output -> output.contains("init: flashing 24.10.1 over 23.05.3"))
                    .anyMatch(output -> output.contains("the release is 24.10.1, nothing to flash"));
        }
    }

    @Test
    void aStockRouterIsProvisionedWithNothingInstalledOnIt() throws IOException {
        try (Lab lab = labWithLeaseHook()) {
            LabRouter router = lab.add();

            journey.awaitState(router, "PROVISIONED", PATIENCE);

            journey.assertDone(router);
        }
    }

    @Test
    void theLinePastedOnARouterProvisionsIt() throws IOException {
        try (Lab lab = Lab.start()) {
            LabRouter router = lab.add();
            router.ip();
            String line = "wget -qO- http://" + lab.serverAddress() + ":" + server.port() + "/ztp/bootstrap | sh";

            assertThat(router.must(line)).contains("registered as device", "(REGISTERED)");

            journey.awaitState(router, "PROVISIONED", PATIENCE);
            journey.assertDone(router);
            assertThat(router.must(line)).contains("(PROVISIONED)");
        }
    }

    @Test
    void fiftyAtOnceAreAllProvisionedAndNoneTwice() throws IOException {
        try (Lab lab = labWithLeaseHook()) {
            long begun = System.nanoTime();
            List<LabRouter> routers = new ArrayList<>(lab.add(25));
            routers.addAll(lab.add(25, "HOOK=1", Journey.hookSettings(server)));

            for (LabRouter router : routers) {
                journey.awaitState(router, "PROVISIONED", PATIENCE.multipliedBy(2));
            }

            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            System.out.println("50 routers plugged in at once are provisioned, flashed and named after "
                    + took.toSeconds() + " s");
            routers.forEach(journey::assertDone);
            assertThat(routers.stream().map(LabRouter::hostname)).doesNotHaveDuplicates();
        }
    }
}
