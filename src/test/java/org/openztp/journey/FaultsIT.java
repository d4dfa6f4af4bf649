package org.openztp.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.testkit.Lab;
import org.openztp.testkit.LabRouter;
import org.openztp.testkit.ServerProcess;

/** What goes wrong between a server and a router, one thing a test, and that it is seen, told and got over. */
@Tag("lab")
class FaultsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private static Lab lab;
    private static ServerProcess server;
    private static Journey journey;
    private static Path script;
    private static String shipped;

    private LabRouter router;

    @BeforeAll
    static void start() throws IOException {
        Path home = folder.resolve("home");
        Journey.offerFirmware(home);
        server = new ServerProcess(
                        home,
                        "provision.attempts",
                        "5",
                        "provision.backoff",
                        "1s",
                        "provision.backoff-max",
                        "2s",
                        "provision.connect-timeout",
                        "3s",
                        "provision.script-timeout",
                        "15s",
                        "provision.reboot-timeout",
                        "12s",
                        "scripts.output-limit",
                        "1MiB")
                .start();
        journey = new Journey(server);
        lab = Lab.start();
        script = home.resolve("conf/scripts/init.sh");
        shipped = Files.readString(script);
    }

    @AfterAll
    static void end() throws IOException {
        lab.close();
        server.close();
    }

    @BeforeEach
    void plugInAStockRouter() throws IOException {
        router = lab.add();
        router.ip();
    }

    @AfterEach
    void putTheScriptBack() throws IOException {
        Files.writeString(script, shipped);
    }

    private static JsonNode act(JsonNode device, String action) throws IOException {
        return server.post("/devices/" + device.path("id").asLong() + "/" + action, "");
    }

    private static JsonNode lastRun(JsonNode device) throws IOException {
        JsonNode runs =
                server.get("/script-runs?device=" + device.path("id").asLong()).path("items");
        return runs.path(0);
    }

    @Test
    void sshIsRefused() {
        router.refuseSsh();

        long begun = System.nanoTime();
        String answer = router.must("wget -qO- --post-data='hostname=OpenWrt&release=23.05.3&mac=" + router.mac()
                + "' http://" + lab.serverAddress() + ":" + server.port() + "/ztp/register");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
        assertThat(answer).isEqualTo("OK");

        JsonNode device = journey.awaitState(router, "RETRYING", PATIENCE);
        assertThat(device.path("reason").asText()).isEqualTo("ssh_unreachable");
        assertThat(device.path("nextTry").asText()).isNotEmpty();
        await().atMost(PATIENCE)
                .until(() -> journey.device(router).path("attempts").asInt() >= 2);

        router.open();
        journey.awaitState(router, "PROVISIONED", PATIENCE);
        journey.assertDone(router);
    }

    @Test
    void theLinkIsCutWhileTheScriptIsUploaded() throws IOException {
        Files.writeString(script, shipped + "\n" + "# padding\n".repeat(40_000));
        router.swallow("tcp dport 22 quota over 60 kbytes");

        journey.announce(router);
        JsonNode device = journey.awaitState(router, "RETRYING", PATIENCE);

        assertThat(device.path("reason").asText()).isIn("ssh_unreachable", "script_timeout");
        assertThat(router.sysupgrades()).isZero();
        router.open();
        journey.awaitState(router, "PROVISIONED", PATIENCE);
        journey.assertDone(router);
    }

    @Test
    void theLinkIsCutWhileTheScriptRunsAndItIsNotRunTwice() throws IOException {
        Files.writeString(script, """
                #!/bin/sh
                echo run >>/mnt/runs
                until [ -e /mnt/go ]; do
                  echo waiting
                  sleep 1
                done
                """);
        journey.announce(router);
        await().atMost(PATIENCE).until(() -> router.sh("ls /mnt/runs").exit() == 0);

        router.refuseSsh();
        journey.awaitState(router, "REBOOTING", PATIENCE);
        router.must("touch /mnt/go");
        router.open();

        journey.awaitState(router, "PROVISIONED", PATIENCE);
        assertThat(router.must("cat /mnt/runs")).isEqualTo("run");
    }

    @Test
    void itNeverComesBack() throws IOException {
        router.fault("never-back");
        journey.announce(router);

        JsonNode device = journey.awaitState(router, "FAILED", PATIENCE);
        assertThat(device.path("reason").asText()).isEqualTo("never_came_back");

        // somebody pulls its plug and puts it in again; the operator says so
        router.mend("never-back");
        await().atMost(PATIENCE).until(() -> router.sh("pidof dropbear").exit() == 0);
        act(device, "retry");
        journey.awaitState(router, "PROVISIONED", PATIENCE);
        journey.assertDone(router);
    }

    @Test
    void theFlashDoesNotTake() throws IOException {
        router.fault("boots-old");
        journey.announce(router);

        JsonNode device = journey.awaitState(router, "FAILED", PATIENCE);

        assertThat(device.path("reason").asText()).isEqualTo("flash_failed");
        assertThat(router.sysupgrades()).isEqualTo(1);
        router.mend("boots-old");
        act(device, "retry");
        journey.awaitState(router, "PROVISIONED", PATIENCE);
        assertThat(router.release()).isEqualTo(Journey.RELEASE);
        assertThat(router.sysupgrades()).isEqualTo(2);
    }

    @Test
    void itsHostKeyChanges() throws IOException {
        journey.announce(router);
        JsonNode device = journey.awaitState(router, "PROVISIONED", PATIENCE);
        String boot = router.bootId();
        router.must("rm /etc/dropbear/dropbear_ed25519_host_key");
        router.reboot();
        router.awaitBootAfter(boot);

        act(device, "retry");
        journey.awaitState(router, "HOST_KEY_CHANGED", PATIENCE);
        act(device, "accept-hostkey");

        journey.awaitState(router, "PROVISIONED", PATIENCE);
        journey.assertDone(router);
    }

    @Test
    void theScriptFails() throws IOException {
        Files.writeString(script, "echo \"no space on $ZTP_HOSTNAME\"; exit 3\n");
        journey.announce(router);

        JsonNode device = journey.awaitState(router, "FAILED", PATIENCE);

        assertThat(device.path("reason").asText()).isEqualTo("script_failed");
        assertThat(device.path("attempts").asInt()).isEqualTo(5);
        JsonNode run = lastRun(device);
        assertThat(run.path("exitCode").asInt()).isEqualTo(3);
        assertThat(run.path("state").asText()).isEqualTo("FAILED");
        assertThat(server.text("/script-runs/" + run.path("id").asLong() + "/output"))
                .contains("no space on wrt" + device.path("id").asLong());
    }

    @Test
    void theScriptPrintsFiftyMegabytes() throws IOException {
        Files.writeString(script, "echo begin; head -c 52428800 /dev/zero | tr '\\0' 'x'; echo; echo the end\n");
        journey.announce(router);

        JsonNode device = journey.awaitState(router, "PROVISIONED", PATIENCE);

        String output = server.text("/script-runs/" + lastRun(device).path("id").asLong() + "/output");
        assertThat(output).startsWith("begin\nxxx").contains("the end").hasSizeBetween(900_000, 1_100_000);
    }
}
