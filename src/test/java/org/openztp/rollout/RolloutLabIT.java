package org.openztp.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.testkit.Lab;
import org.openztp.testkit.LabImage;
import org.openztp.testkit.LabRouter;
import org.openztp.testkit.ServerApi;
import org.openztp.testkit.TestServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A hundred routers with an ash, a dropbear and a sysupgrade, in one roll-out of a whole server; prints its time. */
@Tag("lab")
@Tag("alone")
class RolloutLabIT {
    private static final Logger LOG = LoggerFactory.getLogger(RolloutLabIT.class);
    private static final int ROUTERS = 100;
    private static final int PORTION = 25;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @TempDir
    Path home;

    @Test
    void aHundredRoutersRunTheNewReleaseEachFlashedOnce() throws Exception {
        try (TestServer server = TestServer.start(
                        home,
                        "http.address",
                        "0.0.0.0",
                        "upgrade.reconnect-delay",
                        "2s",
                        "upgrade.reconnect-pause",
                        "2s",
                        "upgrade.reconnect-attempts",
                        "60");
                Lab lab = Lab.start()) {
            ServerApi api = new ServerApi(server.url(), home);
            upload(api);
            List<LabRouter> routers = provisioned(lab, api, server.url().getPort());
            long begun = System.nanoTime();
            long before = memory();
            JsonNode rollout = api.post(
                    "/rollouts",
                    "{\"name\":\"lab\",\"build\":\"lab/24.10.1\",\"targets\":{\"all\":true},"
                            + "\"stages\":[{\"count\":2},{\"percent\":20}],\"caps\":{\"overall\":25},\"start\":true}");
            String path = "/rollouts/" + rollout.path("id").asLong();
            JsonNode end = await().atMost(PATIENCE)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(
                            () -> api.get(path),
                            now -> now.path("state").asText().matches("FINISHED|STOPPED"));
            LOG.info(
                    "{} routers in {} s; memory in use {} MB before, {} MB after",
                    ROUTERS,
                    Duration.ofNanos(System.nanoTime() - begun).toSeconds(),
                    before >> 20,
                    memory() >> 20);
            assertThat(end.path("state").asText()).as(end.toPrettyString()).isEqualTo("FINISHED");
            assertThat(routers).allSatisfy(router -> {
                assertThat(router.release()).isEqualTo("24.10.1");
                assertThat(router.flashes()).isOne();
            });
        }
    }

    private static long memory() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static void upload(ServerApi api) throws Exception {
        LabImage content = LabImage.of("24.10.1", 200_000, List.of("lab,ap-1"));
        api.storeImage("lab/24.10.1", "lab.bin", content.bytes());
    }

    private static List<LabRouter> provisioned(Lab lab, ServerApi api, int port) throws Exception {
        String hook = "UCI=config server server\\n\\toption port " + port + "\\n";
        List<LabRouter> routers = new ArrayList<>();
        while (routers.size() < ROUTERS) {
            routers.addAll(lab.add(PORTION, "HOOK=1", hook));
            int wanted = routers.size();
            await().atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> api.get("/status").at("/devices/PROVISIONED").asInt() >= wanted);
        }
        return routers;
    }
}
