package org.openztp.image.upstream.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.image.upstream.SampleUpstream;
import org.openztp.testkit.ServerApi;
import org.openztp.testkit.TestServer;

/** The whole server, asked over its API. */
class UpstreamsOfTheServerIT {
    @TempDir
    private Path home;

    @TempDir
    private Path mirror;

    @Test
    void whatIsAskedForIsMirroredAndTold() throws IOException {
        SampleUpstream upstream = new SampleUpstream(mirror)
                .versions("23.05.5")
                .target("23.05.5", "ath79/generic", "mips_24kc", "acme_one")
                .feeds("23.05.5", "mips_24kc", Map.of("base", Map.of("vim", "1-1")));
        Path file = Files.createDirectories(home.resolve("conf")).resolve("upstream.yaml");
        Files.writeString(file, "upstreams: []\n");
        try (TestServer server = TestServer.start(home)) {
            ServerApi api = new ServerApi(server.url(), home);
            assertThat(catchThrowable(() -> api.post("/upstreams/sync", "{}")))
                    .hasMessageContaining("409")
                    .hasMessageContaining("names no upstream");

            Files.writeString(file, "upstreams: [{name: own, url: \"" + upstream.folder() + "\"}]\n");
            assertThat(api.post("/upstreams/sync", "").path("state").asText()).isIn("QUEUED", "SYNCING", "IDLE");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> api.get("/upstreams").path("endedAt").isTextual());

            JsonNode now = api.get("/upstreams");
            assertThat(now.path("state").asText()).isEqualTo("IDLE");
            assertThat(now.path("generation").asLong()).isPositive();
            assertThat(now.at("/upstreams/0/name").asText()).isEqualTo("own");
            assertThat(now.at("/upstreams/0/versions/0").asText()).isEqualTo("23.05.5");
            assertThat(now.at("/upstreams/0/faults")).isEmpty();

            Files.writeString(file, "upstreams: nonsense\n");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> api.get("/status").path("faults").toString().contains("upstream.yaml:1: "));
        }
    }
}
