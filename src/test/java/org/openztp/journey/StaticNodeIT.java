package org.openztp.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.openwrt.Sha256;
import org.openztp.testkit.Lab;
import org.openztp.testkit.LabRouter;
import org.openztp.testkit.ServerProcess;

/** A router that has a folder of its own becomes what stands there, whatever the patterns say. */
@Tag("lab")
class StaticNodeIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String LARGE = "large file#1,100+&ü.bin.gz";

    @TempDir
    static Path folder;

    private static ServerProcess server;
    private static Lab lab;

    @BeforeAll
    static void start() throws IOException {
        lab = Lab.start();
        byte[] large = new byte[3_000_000];
        new Random(5).nextBytes(large);
        Files.createDirectories(folder.resolve("home/conf/files"));
        Files.write(folder.resolve("home/conf/files").resolve(LARGE), large);
        server = new ServerProcess(folder.resolve("home")).start();
    }

    @AfterAll
    static void end() throws IOException {
        server.close();
        lab.close();
    }

    private static void write(LabRouter router, String name, String text) throws IOException {
        Path node = folder.resolve("home/nodes").resolve(router.mac().replace(":", ""));
        Files.createDirectories(node);
        Files.writeString(node.resolve(name), text);
    }

    @Test
    void theRouterIsRestoredAndGetsWhatIsAlwaysDone() throws IOException {
        LabRouter router = lab.add();
        router.ip();
        write(router, "startup-config", router.must("uci export system").replace("OpenWrt", "static-1") + "\n");
        write(router, "pattern", "match: {board_name: \"other,*\"}\n");
        write(router, "definition", """
                actions:
                  - {action: set_hostname, attributes: {hostname: never}}
                  - {action: copy_file, always_execute: true, attributes: {src: "%s", dst: /etc/large}}
                """.formatted(LARGE));
        Journey journey = new Journey(server);
        router.must("wget -qO- http://" + lab.serverAddress() + ":" + server.port() + "/ztp/bootstrap | sh");
        JsonNode waiting = journey.awaitState(router, "WAITING", PATIENCE);
        assertThat(waiting.path("reason").asText()).isEqualTo("no_pattern");

        write(router, "pattern", "match: {board_name: \"lab,*\"}\n");
        server.post("/devices/" + waiting.path("id").asLong() + "/retry", "");
        JsonNode device = journey.awaitState(router, "PROVISIONED", PATIENCE);

        assertThat(device.at("/plan/pattern").asText()).startsWith("nodes/");
        assertThat(device.at("/plan/steps").findValuesAsText("action")).containsExactly("restore", "copy_file");
        assertThat(device.at("/plan/steps").findValuesAsText("state")).containsOnly("CHANGED");
        assertThat(router.hostname()).isEqualTo("static-1");
        assertThat(router.must("sha256sum /etc/large | cut -d ' ' -f 1"))
                .isEqualTo(Sha256.hex(
                        Files.readAllBytes(folder.resolve("home/conf/files").resolve(LARGE))));

        String before = router.snapshot();
        long run = device.at("/plan/run").asLong();
        server.post("/devices/" + device.path("id").asLong() + "/retry", "");
        await().atMost(PATIENCE).until(() -> {
            JsonNode now = journey.awaitState(router, "PROVISIONED", PATIENCE);
            return now.at("/plan/run").asLong() > run;
        });
        assertThat(journey.awaitState(router, "PROVISIONED", PATIENCE)
                        .at("/plan/steps")
                        .findValuesAsText("state"))
                .containsOnly("UNCHANGED");
        assertThat(router.snapshot()).isEqualTo(before);
    }
}
