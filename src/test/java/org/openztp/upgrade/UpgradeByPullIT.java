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

/** Whole upgrades of routers that refuse SSH and fetch their work, by a whole server. */
@Tag("lab")
class UpgradeByPullIT {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final String AGENT = "/usr/sbin/ztp-agent";
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
        image = upload(NEW, "lab,ap-1");
    }

    @AfterAll
    static void end() throws IOException {
        server.close();
        lab.close();
    }

    private static long upload(String release, String board) throws Exception {
        String version = release + "-" + board.replace(',', '-');
        JsonNode build = api.post("/firmware/builds", "{\"category\":\"lab\",\"version\":\"" + version + "\"}");
        long id = build.path("id").asLong();
        URI place = api.url("/api/v1/firmware/builds/" + id + "/images/lab.bin");
        HttpRequest put = HttpRequest.newBuilder(place)
                .header("Authorization", "Bearer " + api.adminToken())
                .PUT(HttpRequest.BodyPublishers.ofByteArray(
                        LabImage.of(release, 200_000, List.of(board)).bytes()))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(put, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return api.get("/firmware/builds/" + id).at("/items/0/id").asLong();
    }

    @TestFactory
    Stream<DynamicTest> allAtOnce() {
        return AtOnce.tests(Stream.of(
                new Case("a router runs the new release, and has it already the next time", () -> {
                    LabRouter router = provisioned();
                    String boot = router.bootId();
                    JsonNode done = upgraded(router, "SUCCESS");
                    assertThat(router.release()).isEqualTo(NEW);
                    assertThat(router.bootId()).isNotEqualTo(boot);
                    assertThat(router.flashes()).isOne();
                    assertThat(done.at("/before/release").asText()).isEqualTo(OLD);
                    assertThat(router.must("cat /etc/ztp.firmware"))
                            .isEqualTo(done.at("/image/sha256").asText());
                    assertThat(router.must("ls -d /etc/ztp.flashing /tmp/ztp-upgrade* 2>/dev/null || true"))
                            .isEmpty();
                    assertThat(device(router).path("state").asText()).isEqualTo("PROVISIONED");
                    upgraded(router, "SKIPPED");
                    assertThat(router.flashes()).isOne();
                }),
                failing("sysupgrade-nothing", "FAILED", "no_reboot"),
                failing("sysupgrade-refuses", "FAILED", "flash_refused"),
                failing("boots-old", "FAILED", "old_version"),
                failing("never-back", "FAILED", "never_came_back"),
                failing("image-invalid", "ABORTED", "image_rejected")));
    }

    private static Case failing(String fault, String end, String code) {
        return new Case("a router with the fault " + fault, () -> {
            LabRouter router = provisioned();
            router.fault(fault);
            JsonNode done = upgraded(router, end);
            assertThat(done.path("code").asText()).as(done.toPrettyString()).isEqualTo(code);
        });
    }

    private static LabRouter provisioned() throws IOException {
        LabRouter router = lab.add();
        router.ip();
        router.refuseSsh();
        router.must("wget -qO- http://%s:%d/ztp/bootstrap | ZTP_PULL=1 sh"
                .formatted(lab.serverAddress(), server.url().getPort()));
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(300)).until(() -> {
            ask(router);
            return device(router).path("state").asText().equals("PROVISIONED");
        });
        return router;
    }

    /** As cron does; does nothing while it is at it. */
    private static void ask(LabRouter router) {
        router.sh("(" + AGENT + " &) </dev/null >/dev/null 2>&1");
    }

    private static JsonNode device(LabRouter router) {
        try {
            return api.get("/devices?mac=" + router.mac()).path("items").path(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The router asks all the time, as cron does now and then. */
    private static JsonNode upgraded(LabRouter router, String end) throws IOException {
        long device = device(router).path("id").asLong();
        long id = api.post("/devices/" + device + "/upgrades", "{\"image\":" + image + "}")
                .path("id")
                .asLong();
        JsonNode done = await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(300))
                .until(
                        () -> {
                            ask(router);
                            return api.get("/upgrades/" + id);
                        },
                        upgrade -> upgrade.path("endedAt").isTextual());
        assertThat(done.path("state").asText())
                .as(() -> done.toPrettyString() + told(device))
                .isEqualTo(end);
        return done;
    }

    private static String told(long device) {
        try {
            return api.get("/events?limit=300&device=" + device).toPrettyString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
