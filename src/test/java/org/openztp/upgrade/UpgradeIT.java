package org.openztp.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.testkit.AtOnce;
import org.openztp.testkit.AtOnce.Case;
import org.openztp.testkit.Lab;
import org.openztp.testkit.LabImage;
import org.openztp.testkit.LabRouter;
import org.openztp.testkit.ServerApi;
import org.openztp.testkit.TestServer;

/** Whole upgrades of routers that have an ash, a dropbear and a sysupgrade that can go wrong, by a whole server. */
@Tag("lab")
class UpgradeIT {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final String OLD = "23.05.3";
    private static final String NEW = "24.10.1";

    @TempDir
    static Path home;

    private static Lab lab;
    private static TestServer server;
    private static ServerApi api;
    private static long image;

    @BeforeAll
    static void start() throws Exception {
        lab = Lab.start();
        server = TestServer.start(
                home,
                "http.address",
                "0.0.0.0",
                "upgrade.reconnect-delay",
                "2s",
                "upgrade.reconnect-pause",
                "1s",
                "upgrade.reconnect-attempts",
                "30",
                "upgrade.backoff",
                "2s");
        api = new ServerApi(server.url(), home);
        image = upload(NEW);
    }

    @AfterAll
    static void end() throws IOException {
        server.close();
        lab.close();
    }

    private static long upload(String release) throws Exception {
        JsonNode build = api.post("/firmware/builds", "{\"category\":\"lab\",\"version\":\"" + release + "\"}");
        URI place = api.url("/api/v1/firmware/builds/" + build.path("id").asLong() + "/images/lab.bin");
        LabImage content = LabImage.of(release, 200_000, List.of("lab,ap-1"));
        HttpRequest put = HttpRequest.newBuilder(place)
                .header("Authorization", "Bearer " + api.adminToken())
                .PUT(HttpRequest.BodyPublishers.ofByteArray(content.bytes()))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(put, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return api.get("/firmware/builds/" + build.path("id").asLong())
                .at("/items/0/id")
                .asLong();
    }

    @TestFactory
    Stream<DynamicTest> allAtOnce() {
        return AtOnce.tests(Stream.of(
                new Case("a router runs the new release, and has it already the next time", () -> {
                    LabRouter router = provisioned();
                    String boot = router.bootId();
                    JsonNode done = upgraded(router, "SUCCESS", "{}");
                    assertThat(router.release()).isEqualTo(NEW);
                    assertThat(router.bootId()).isNotEqualTo(boot);
                    assertThat(router.flashes()).isOne();
                    assertThat(done.at("/before/release").asText()).isEqualTo(OLD);
                    assertThat(done.at("/before/backup").asInt()).isPositive();
                    assertThat(router.must("cat /etc/ztp.firmware"))
                            .isEqualTo(done.at("/image/sha256").asText());
                    assertThat(router.must("ls -d /etc/ztp.flashing /tmp/ztp-upgrade* 2>/dev/null || true"))
                            .isEmpty();
                    assertThat(device(router).path("state").asText()).isEqualTo("PROVISIONED");
                    upgraded(router, "SKIPPED", "{}");
                    assertThat(router.flashes()).isOne();
                }),
                new Case("a sysupgrade that does nothing", () -> {
                    LabRouter router = provisioned();
                    router.fault("sysupgrade-nothing");
                    assertThat(upgraded(router, "FAILED", "{}").path("code").asText())
                            .isEqualTo("no_reboot");
                    assertThat(router.release()).isEqualTo(OLD);
                }),
                new Case("a sysupgrade that refuses", () -> {
                    LabRouter router = provisioned();
                    router.fault("sysupgrade-refuses");
                    JsonNode failed = upgraded(router, "FAILED", "{}");
                    assertThat(failed.path("code").asText())
                            .as(failed.toString())
                            .isIn("flash_refused", "no_reboot");
                }),
                new Case("a router that boots what it ran before", () -> {
                    LabRouter router = provisioned();
                    router.fault("boots-old");
                    assertThat(upgraded(router, "FAILED", "{}").path("code").asText())
                            .isEqualTo("old_version");
                }),
                new Case("a router that is never back", () -> {
                    LabRouter router = provisioned();
                    router.fault("never-back");
                    assertThat(upgraded(router, "FAILED", "{}").path("code").asText())
                            .isEqualTo("never_came_back");
                }),
                exits(1),
                exits(255),
                new Case("a router that is wiped as planned is provisioned anew", () -> {
                    LabRouter router = provisioned();
                    upgraded(router, "SUCCESS", "{\"n\":true}");
                    assertThat(router.release()).isEqualTo(NEW);
                    awaitState(router, "PROVISIONED");
                    assertThat(router.flashes()).isOne();
                })));
    }

    private static Case exits(int code) {
        return new Case("a sysupgrade that flashes and exits with " + code, () -> {
            LabRouter router = provisioned();
            router.fault("sysupgrade-exits-" + code);
            upgraded(router, "SUCCESS", "{}");
            assertThat(router.flashes()).isOne();
        });
    }

    private static LabRouter provisioned() throws IOException {
        String hook =
                "UCI=config server server\\n\\toption port " + server.url().getPort() + "\\n";
        LabRouter router = lab.add("HOOK=1", hook);
        awaitState(router, "PROVISIONED");
        return router;
    }

    private static JsonNode device(LabRouter router) {
        try {
            return api.get("/devices?mac=" + router.mac()).path("items").path(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitState(LabRouter router, String state) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> device(router).path("state").asText(), state::equals);
    }

    private static JsonNode upgraded(LabRouter router, String end, String options) throws IOException {
        long device = device(router).path("id").asLong();
        long id = api.post("/devices/" + device + "/upgrades", "{\"image\":" + image + ",\"options\":" + options + "}")
                .path("id")
                .asLong();
        JsonNode done = await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(
                        () -> api.get("/upgrades/" + id),
                        upgrade -> upgrade.path("endedAt").isTextual());
        assertThat(done.path("state").asText())
                .as(done.toPrettyString()
                        + api.get("/events?limit=200&device=" + device).toPrettyString())
                .isEqualTo(end);
        return done;
    }
}
