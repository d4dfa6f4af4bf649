package org.openztp.pull;

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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
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
    private static final int IMAGE_BYTES = 200_000;
    private static final AtomicInteger CUTS = new AtomicInteger();
    private static final AtomicReference<LabRouter> VICTIM = new AtomicReference<>();

    @TempDir
    static Path home;

    private static Lab lab;
    private static TestServer server;
    private static ServerApi api;
    private static long image;
    private static long otherBoard;
    private static TamperingProxy cut;
    private static TamperingProxy trickle;
    private static TamperingProxy deadly;

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
                "2s",
                "upgrade.soak",
                "1s");
        api = new ServerApi(server.url(), home);
        image = upload(NEW, "lab,ap-1");
        otherBoard = upload(NEW, "lab,ap-2");
        cut = new TamperingProxy(lab.serverAddress(), server.url().getPort());
        cut.tamper((request, answer) -> {
            String start = cutOff(request, answer, IMAGE_BYTES / 3);
            CUTS.addAndGet(start.length() < answer.length() ? 1 : 0);
            return start;
        });
        trickle = new TamperingProxy(lab.serverAddress(), server.url().getPort());
        trickle.tamper((request, answer) -> cutOff(request, answer, IMAGE_BYTES / 50));
        deadly = new TamperingProxy(lab.serverAddress(), server.url().getPort());
        deadly.tamper(UpgradeByPullIT::kill);
    }

    @AfterAll
    static void end() throws IOException {
        cut.close();
        trickle.close();
        deadly.close();
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
                        LabImage.of(release, IMAGE_BYTES, List.of(board)).bytes()))
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
                    assertThat(done.at("/before/backup").asInt()).isPositive();
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
                failing("image-invalid", "ABORTED", "image_rejected"),
                new Case("an image for another board is never given out", () -> {
                    LabRouter router = provisioned();
                    HttpResponse<String> refused = answerToOrder(router, otherBoard);
                    assertThat(refused.statusCode()).isEqualTo(409);
                    assertThat(refused.body()).contains("lab,ap-2");
                    patiently("an ask").until(() -> router.sh(AGENT).exit() == 0);
                    assertThat(runs(router)).isEmpty();
                }),
                new Case("a transfer goes on where the link was cut", () -> {
                    LabRouter router = provisioned(cut);
                    JsonNode done = upgraded(router, "SUCCESS");
                    assertThat(CUTS.get()).isGreaterThan(2);
                    assertThat(done.path("attempts").asInt()).isOne();
                    assertThat(router.flashes()).isOne();
                }),
                new Case("what is cancelled while the image comes is undone, and nothing is flashed", () -> {
                    LabRouter router = provisioned(trickle);
                    long upgrade = order(router);
                    patiently("the transfer").until(() -> {
                        ask(router);
                        return upgrade(upgrade).path("state").asText().equals("TRANSFERRING");
                    });
                    api.post("/upgrades/" + upgrade + "/cancel", "");
                    patiently("the end of it").until(() -> {
                        ask(router);
                        return runs(router).stream()
                                        .allMatch(run -> run.path("finishedAt").isTextual())
                                && router.sh("[ ! -e /tmp/ztp-upgrade ]").exit() == 0;
                    });
                    assertThat(upgrade(upgrade).path("state").asText()).isEqualTo("CANCELLED");
                    assertThat(device(router).path("state").asText()).isEqualTo("PROVISIONED");
                    assertThat(router.sysupgrades()).isZero();
                }),
                new Case("a router whose agent is killed when it is given the flash is flashed once", () -> {
                    LabRouter router = provisioned(deadly);
                    VICTIM.set(router);
                    upgraded(router, "SUCCESS");
                    assertThat(VICTIM.get()).as("killed").isNull();
                    assertThat(router.flashes()).isOne();
                })));
    }

    /** Of an image only so many bytes come at once. */
    private static String cutOff(String request, String answer, int most) {
        if (!request.contains("/firmware/images/") || answer.length() < most) {
            return answer;
        }
        return answer.substring(0, most);
    }

    private static String kill(String request, String answer) {
        if (request.contains("/work?") && answer.contains("await_claimant")) {
            LabRouter router = VICTIM.getAndSet(null);
            if (router != null) {
                router.sh("kill -9 $(pgrep -f /usr/sbin/[z]tp-agent) $(pidof wget)");
            }
        }
        return answer;
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
        return provisioned(server.url().getPort());
    }

    private static LabRouter provisioned(TamperingProxy onTheWay) throws IOException {
        return provisioned(onTheWay.port());
    }

    private static LabRouter provisioned(int port) throws IOException {
        LabRouter router = lab.add();
        router.ip();
        router.refuseSsh();
        router.must("wget -qO- http://%s:%d/ztp/bootstrap | ZTP_PULL=1 sh".formatted(lab.serverAddress(), port));
        await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).until(() -> {
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
        long id = order(router);
        JsonNode done = await().atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .until(
                        () -> {
                            ask(router);
                            return upgrade(id);
                        },
                        upgrade -> upgrade.path("endedAt").isTextual());
        assertThat(done.path("state").asText())
                .as(() -> done.toPrettyString() + told(device))
                .isEqualTo(end);
        return done;
    }

    private static long order(LabRouter router) throws IOException {
        long device = device(router).path("id").asLong();
        return api.post("/devices/" + device + "/upgrades", "{\"image\":" + image + "}")
                .path("id")
                .asLong();
    }

    private static JsonNode upgrade(long id) throws IOException {
        return api.get("/upgrades/" + id);
    }

    private static ConditionFactory patiently(String what) {
        return await(what).atMost(PATIENCE).pollInterval(Duration.ofSeconds(1));
    }

    private static HttpResponse<String> answerToOrder(LabRouter router, long wanted) throws Exception {
        URI place = api.url("/api/v1/devices/" + device(router).path("id").asLong() + "/upgrades");
        HttpRequest post = HttpRequest.newBuilder(place)
                .header("Authorization", "Bearer " + api.adminToken())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"image\":" + wanted + "}"))
                .build();
        return HttpClient.newHttpClient().send(post, HttpResponse.BodyHandlers.ofString());
    }

    private static List<JsonNode> runs(LabRouter router) throws IOException {
        List<JsonNode> upgrades = new ArrayList<>();
        api.get("/script-runs?device=" + device(router).path("id").asLong())
                .path("items")
                .forEach(upgrades::add);
        upgrades.removeIf(run -> !run.path("script").asText().equals("upgrade"));
        return upgrades;
    }

    private static String told(long device) {
        try {
            return api.get("/events?limit=300&device=" + device).toPrettyString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
