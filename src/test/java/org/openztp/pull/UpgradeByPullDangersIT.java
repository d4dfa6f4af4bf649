package org.openztp.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openztp.pull.FetchingRouters.NEW;
import static org.openztp.pull.FetchingRouters.patiently;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
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
import org.openztp.testkit.LittleMemory;
import org.openztp.testkit.ServerApi;
import org.openztp.testkit.TestServer;

/** Routers that fetch their work, are short of memory or unwell: services come back, and no success is told that was none. */
@Tag("lab")
class UpgradeByPullDangersIT {
    private static final int IMAGE_BYTES = 200_000;
    private static final int PLENTY = 50_000;
    private static final String[] STOPPED_AND_STARTED = {
        "uhttpd stop", "dnsmasq stop", "log stop", "uhttpd start", "dnsmasq start", "log start"
    };
    private static final String DEFINITION = """
            name: default
            actions:
              - {name: name, action: set_hostname, attributes: {hostname: lobby}}
            health:
              commands:
                - '[ ! -e /mnt/slow ] || { touch /mnt/asked; sleep 25; }; [ ! -e /mnt/ill ] || { echo no route >&2; exit 3; }'
              soak: 1s
            """;

    @TempDir
    static Path home;

    private static Lab lab;
    private static TestServer server;
    private static FetchingRouters routers;
    private static long image;

    @BeforeAll
    static void start() throws Exception {
        lab = Lab.start();
        Path definitions = Files.createDirectories(home.resolve("conf").resolve("definitions"));
        Files.writeString(definitions.resolve("default.yaml"), DEFINITION);
        server = TestServer.start(
                home,
                "http.address",
                "0.0.0.0",
                "upgrade.patience",
                "12s",
                "upgrade.health-patience",
                "2s",
                "upgrade.backoff",
                "2s",
                "upgrade.reconnect-delay",
                "2s",
                "upgrade.reconnect-pause",
                "1s",
                "upgrade.reconnect-attempts",
                "58");
        routers = new FetchingRouters(lab, new ServerApi(server.url(), home));
        image = routers.upload("lab,ap-1", IMAGE_BYTES);
    }

    @AfterAll
    static void end() throws IOException {
        server.close();
        lab.close();
    }

    @TestFactory
    Stream<DynamicTest> allAtOnce() {
        return AtOnce.tests(Stream.of(
                new Case("a router that is short of memory stops services for its image", () -> {
                    LabRouter router = provisioned();
                    new LittleMemory(router, PLENTY);
                    routers.ends(router, routers.order(router, image), "SUCCESS");
                    assertThat(routers.told(router)).contains("short of memory, stopping uhttpd");
                    assertThat(router.flashes()).isOne();
                }),
                new Case("a router that has too little memory even so is left as it was", () -> {
                    LabRouter router = provisioned();
                    LittleMemory memory = new LittleMemory(router, 100);
                    routers.ends(router, routers.order(router, image), "ABORTED", "no_room");
                    assertThat(memory.told()).containsExactly(STOPPED_AND_STARTED);
                    assertThat(router.sysupgrades()).isZero();
                }),
                new Case("services are back when the agent and the program are killed", UpgradeByPullDangersIT::killed),
                new Case("services are back when the link dies and nobody comes for the image", () -> linkDies()),
                new Case("a router that is not well with its new firmware is named as that", () -> {
                    LabRouter router = provisioned();
                    router.must("touch /mnt/ill");
                    long upgrade = routers.order(router, image);
                    routers.ends(router, upgrade, "FAILED", "unhealthy");
                    assertThat(routers.upgrade(upgrade).path("words").asText()).contains("default.yaml:6", "no route");
                    isUpWithTheNewOne(router);
                }),
                new Case("a router that starts anew while it asks itself is in a boot loop", () -> {
                    LabRouter router = provisioned();
                    router.must("touch /mnt/slow");
                    long upgrade = routers.order(router, image);
                    routers.asks(
                            router,
                            "its checks",
                            () -> router.sh("[ -e /mnt/asked ]").exit() == 0);
                    router.reboot();
                    routers.ends(router, upgrade, "FAILED", "boot_loop");
                    isUpWithTheNewOne(router);
                })));
    }

    private static void isUpWithTheNewOne(LabRouter router) {
        assertThat(router.release()).isEqualTo(NEW);
        assertThat(router.flashes()).isOne();
        JsonNode device = routers.device(router);
        assertThat(device.path("release").asText()).isEqualTo(NEW);
        assertThat(device.path("state").asText()).isEqualTo("PROVISIONED");
    }

    private static LabRouter provisioned() throws IOException {
        return routers.provisioned(server.url().getPort());
    }

    private static void killed() throws Exception {
        try (TamperingProxy proxy = proxy()) {
            proxy.tamper((request, answer) -> request.contains("/firmware/images/") && answer.length() > 4000
                    ? answer.substring(0, 4000)
                    : answer);
            LabRouter router = routers.provisioned(proxy.port());
            LittleMemory memory = new LittleMemory(router, PLENTY);
            long upgrade = routers.order(router, image);
            routers.asks(
                    router,
                    "the image",
                    () -> router.sh("[ -s /tmp/ztp-upgrade/image ]").exit() == 0);
            router.sh("kill -9 $(pgrep -f /usr/sbin/[z]tp-agent) $(cut -d ' ' -f 1 /tmp/ztp-upgrade/alive)");
            servicesAreBack(router, memory);
            proxy.beHonest();
            JsonNode done = routers.ends(router, upgrade, "SUCCESS");
            assertThat(done.path("attempts").asInt()).isGreaterThan(1);
            assertThat(router.flashes()).isOne();
        }
    }

    /** When it has told that the image is ready, and before it hears what is next. */
    private static void linkDies() throws Exception {
        try (TamperingProxy proxy = proxy()) {
            LabRouter router = routers.provisioned(proxy.port());
            LittleMemory memory = new LittleMemory(router, PLENTY);
            AtomicBoolean dies = new AtomicBoolean(true);
            proxy.tamper((request, answer) -> {
                if (!request.startsWith("POST /ztp/nodes/") || !answer.contains("\nover\n") || !dies.getAndSet(false)) {
                    return answer;
                }
                router.pullCable();
                return "";
            });
            long upgrade = routers.order(router, image);
            routers.ask(router);
            servicesAreBack(router, memory);
            router.plugCable();
            // who asked while there was no link waits up to a minute for an answer
            router.sh("kill $(pidof nc)");
            JsonNode done = routers.ends(router, upgrade, "SUCCESS");
            assertThat(done.path("attempts").asInt()).isGreaterThan(1);
            assertThat(router.flashes()).isOne();
        }
    }

    private static TamperingProxy proxy() throws IOException {
        return new TamperingProxy(lab.serverAddress(), server.url().getPort());
    }

    /** Nobody has asked for that. */
    private static void servicesAreBack(LabRouter router, LittleMemory memory) {
        patiently("the services").untilAsserted(() -> assertThat(memory.told()).containsExactly(STOPPED_AND_STARTED));
        assertThat(router.sh("[ -e /tmp/ztp-upgrade/image ]").exit()).isEqualTo(1);
        assertThat(router.sysupgrades()).isZero();
    }
}
