package org.openztp.tailored;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.openztp.testkit.FirmwareLab.NEW;
import static org.openztp.testkit.FirmwareLab.OLD;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
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
import org.openztp.db.Db;
import org.openztp.db.DbConfig;
import org.openztp.testkit.AtOnce;
import org.openztp.testkit.AtOnce.Case;
import org.openztp.testkit.FirmwareLab;
import org.openztp.testkit.Lab;
import org.openztp.testkit.LabImage;
import org.openztp.testkit.LabRouter;
import org.openztp.testkit.ServerApi;
import org.openztp.testkit.TestServer;
import org.openztp.testkit.ToyImageBuilder;

/** Routers out of the box whose definition wants two packages and the newest release: made, flashed and verified by nobody's hand. */
@Tag("lab")
class MadeForRoutersIT {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final String BOARD = "lab,ap-1";
    private static final String PROFILE = "lab_ap-1";
    private static final String TARGET = "x86/64";

    @TempDir
    static Path home;

    private static Lab lab;
    private static TestServer server;
    private static ServerApi api;
    private static FirmwareLab routers;

    @BeforeAll
    static void start() throws Exception {
        lab = Lab.start();
        ToyImageBuilder toy = ToyImageBuilder.opkg(NEW)
                .making(PROFILE, LabImage.of(NEW, 200_000, List.of(BOARD)).bytes());
        String sha256 = toy.writeTo(home.resolve("upstream/releases/" + NEW + "/targets/" + TARGET), ".tar.zst");
        write("upstream.yaml", "every: 0s\nupstreams:\n  - name: toy\n    url: " + home.resolve("upstream") + "\n");
        write(
                "definitions/default.yaml",
                Files.readString(Path.of("conf/definitions/default.yaml"))
                        + "upgrade:\n  image: {packages: [tcpdump, mc]}\n");
        try (Db db = Db.open(DbConfig.embedded(Files.createDirectories(home.resolve("db")), 2))) {
            new CatalogueRows(db)
                    .add(OLD, TARGET, PROFILE + "=" + BOARD)
                    .add(NEW, TARGET, PROFILE + "=" + BOARD)
                    .builder(NEW, TARGET, toy.fileName(".tar.zst"), sha256)
                    .packages(NEW, TARGET, "tcpdump=1.0-1", "mc=1.0-1");
        }
        server = FirmwareLab.server(home, "images.builders", "1", "images.timeout", "60s");
        api = new ServerApi(server.url(), home);
        routers = new FirmwareLab(lab, api);
    }

    private static void write(String name, String text) throws IOException {
        Path file = home.resolve("conf").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @AfterAll
    static void end() throws IOException {
        server.close();
        lab.close();
    }

    @TestFactory
    Stream<DynamicTest> allAtOnce() {
        return AtOnce.tests(Stream.of(
                new Case("a router that calls with the old release ends with its own image of the new one", () -> {
                    LabRouter router = routers.add();
                    assertMade(router);
                    long device = routers.device(router).path("id").asLong();
                    api.post("/devices/" + device + "/image", "");
                    JsonNode again = await().atMost(PATIENCE)
                            .until(
                                    () -> api.get("/upgrades?device=" + device).path("items"),
                                    all -> all.size() == 2
                                            && all.path(0).path("endedAt").isTextual());
                    assertThat(again.path(0).path("state").asText())
                            .as("asked for once more, it has the image already")
                            .isEqualTo("SKIPPED");
                    assertThat(router.flashes()).isOne();
                }),
                new Case("another of its kind gets the same image", () -> {
                    LabRouter router = routers.add();
                    assertMade(router);
                    JsonNode builds = api.get("/image-builds");
                    assertThat(builds.path("items")).as(builds.toString()).hasSize(1);
                    assertThat(api.get("/firmware/builds?category=on-demand").path("items"))
                            .hasSize(1);
                })));
    }

    private static void assertMade(LabRouter router) throws IOException {
        assertThat(router.ip()).isNotEmpty();
        routers.awaitState(router, "PROVISIONED");
        assertThat(router.release()).as(routers.events(router)).isEqualTo(NEW);
        assertThat(router.flashes()).isOne();
        assertThat(router.sysupgrades()).isOne();
        long device = routers.device(router).path("id").asLong();
        JsonNode image = await().atMost(PATIENCE)
                .until(
                        () -> api.get("/devices/" + device + "/image"),
                        now -> now.path("state").asText().equals("OK"));
        assertThat(image.at("/making/state").asText()).as(image.toString()).isEqualTo("INSTALLED");
        assertThat(image.at("/making/wanted/packages").toString()).isEqualTo("[\"tcpdump\",\"mc\"]");
        assertThat(image.path("release").asText()).isEqualTo(NEW);
        assertThat(routers.events(router))
                .contains("image WANTED", "image BUILDING", "image STORED", "image INSTALLED");
        JsonNode upgrades = api.get("/upgrades?device=" + device).path("items");
        assertThat(upgrades).hasSize(1);
        assertThat(upgrades.at("/0/image/build").asText()).startsWith("on-demand/" + NEW + "-");
    }
}
