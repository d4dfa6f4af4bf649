package org.openztp.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openztp.pull.FetchingRouters.AGENT;
import static org.openztp.pull.FetchingRouters.NEW;
import static org.openztp.pull.FetchingRouters.OLD;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BinaryOperator;
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
import org.openztp.testkit.LabRouter;
import org.openztp.testkit.ServerApi;
import org.openztp.testkit.TestServer;

/** Whole upgrades of routers that refuse SSH and fetch their work, by a whole server. */
@Tag("lab")
class UpgradeByPullIT {
    private static final int IMAGE_BYTES = 200_000;
    private static final AtomicInteger CUTS = new AtomicInteger();
    private static final AtomicInteger FLIPS = new AtomicInteger();
    private static final AtomicReference<LabRouter> VICTIM = new AtomicReference<>();

    @TempDir
    static Path home;

    private static Lab lab;
    private static TestServer server;
    private static ServerApi api;
    private static FetchingRouters routers;
    private static long image;
    private static long otherBoard;
    private static final List<TamperingProxy> PROXIES = new ArrayList<>();

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
        routers = new FetchingRouters(lab, api);
        image = routers.upload("lab,ap-1", IMAGE_BYTES);
        otherBoard = routers.upload("lab,ap-2", IMAGE_BYTES);
    }

    @AfterAll
    static void end() throws IOException {
        for (TamperingProxy proxy : PROXIES) {
            proxy.close();
        }
        server.close();
        lab.close();
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
                    assertThat(routers.device(router).path("state").asText()).isEqualTo("PROVISIONED");
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
                    HttpResponse<String> refused = routers.answerToOrder(router, otherBoard);
                    assertThat(refused.statusCode()).isEqualTo(409);
                    assertThat(refused.body()).contains("lab,ap-2");
                    FetchingRouters.patiently("an ask")
                            .until(() -> router.sh(AGENT).exit() == 0);
                    assertThat(routers.runs(router)).isEmpty();
                }),
                new Case("a transfer goes on where the link was cut", () -> {
                    LabRouter router = provisionedBy(UpgradeByPullIT::cut);
                    JsonNode done = upgraded(router, "SUCCESS");
                    assertThat(CUTS.get()).isGreaterThan(2);
                    assertThat(done.path("attempts").asInt()).isOne();
                    assertThat(router.flashes()).isOne();
                }),
                new Case("an image of which a byte was flipped on the way is fetched once more", () -> {
                    AtomicInteger flips = new AtomicInteger();
                    LabRouter router = provisionedBy((request, answer) ->
                            flips.get() == 0 && isImage(request) ? flipped(answer, flips) : answer);
                    JsonNode done = upgraded(router, "SUCCESS");
                    assertThat(flips).hasValue(1);
                    assertThat(done.path("attempts").asInt()).isOne();
                    assertThat(routers.told(router)).contains("once more from the beginning");
                    assertThat(router.flashes()).isOne();
                }),
                new Case("an image of which a byte is flipped each time is not flashed", () -> {
                    LabRouter router =
                            provisionedBy((request, answer) -> isImage(request) ? flipped(answer, FLIPS) : answer);
                    assertThat(upgraded(router, "FAILED").path("code").asText()).isEqualTo("integrity");
                    assertThat(FLIPS).hasValue(2);
                    assertThat(router.sysupgrades()).isZero();
                    assertThat(router.must("ls -d /tmp/ztp-upgrade* 2>/dev/null || true"))
                            .isEmpty();
                    assertThat(routers.device(router).path("state").asText()).isEqualTo("PROVISIONED");
                }),
                new Case("what is cancelled while the image comes is undone, and nothing is flashed", () -> {
                    LabRouter router = provisionedBy((request, answer) -> cutOff(request, answer, IMAGE_BYTES / 50));
                    long upgrade = routers.order(router, image);
                    routers.asks(
                            router, "the transfer", () -> routers.state(upgrade).equals("TRANSFERRING"));
                    api.post("/upgrades/" + upgrade + "/cancel", "");
                    routers.asks(
                            router,
                            "the end of it",
                            () -> routers.runs(router).stream()
                                            .allMatch(run ->
                                                    run.path("finishedAt").isTextual())
                                    && router.sh("[ ! -e /tmp/ztp-upgrade ]").exit() == 0);
                    assertThat(routers.state(upgrade)).isEqualTo("CANCELLED");
                    assertThat(routers.device(router).path("state").asText()).isEqualTo("PROVISIONED");
                    assertThat(router.sysupgrades()).isZero();
                }),
                new Case("a router whose agent is killed when it is given the flash is flashed once", () -> {
                    LabRouter router = provisionedBy(UpgradeByPullIT::kill);
                    VICTIM.set(router);
                    upgraded(router, "SUCCESS");
                    assertThat(VICTIM.get()).as("killed").isNull();
                    assertThat(router.flashes()).isOne();
                })));
    }

    private static String cut(String request, String answer) {
        String start = cutOff(request, answer, IMAGE_BYTES / 3);
        CUTS.addAndGet(start.length() < answer.length() ? 1 : 0);
        return start;
    }

    /** Of an image only so many bytes come at once. */
    private static String cutOff(String request, String answer, int most) {
        return isImage(request) && answer.length() > most ? answer.substring(0, most) : answer;
    }

    private static boolean isImage(String request) {
        return request.contains("/firmware/images/");
    }

    /** In the middle of the image. */
    private static String flipped(String answer, AtomicInteger flips) {
        flips.incrementAndGet();
        int at = answer.length() - IMAGE_BYTES / 2;
        return answer.substring(0, at) + (char) (answer.charAt(at) ^ 1) + answer.substring(at + 1);
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
        return routers.provisioned(server.url().getPort());
    }

    /** @param onTheWay what somebody between it and its server does to the answers */
    private static LabRouter provisionedBy(BinaryOperator<String> onTheWay) throws IOException {
        TamperingProxy proxy =
                new TamperingProxy(lab.serverAddress(), server.url().getPort());
        synchronized (PROXIES) {
            PROXIES.add(proxy);
        }
        proxy.tamper(onTheWay);
        return routers.provisioned(proxy.port());
    }

    private static JsonNode upgraded(LabRouter router, String end) throws IOException {
        return routers.ends(router, routers.order(router, image), end);
    }
}
