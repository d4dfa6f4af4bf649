package org.openztp.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openztp.db.DbConfig;
import org.openztp.openwrt.Sha256;
import org.openztp.testkit.Heard;
import org.openztp.testkit.Lab;
import org.openztp.testkit.LabRouter;
import org.openztp.testkit.Ports;

/** From an order to a provisioned router: the seed image is made, and what it runs is run on a router of the lab. */
@Tag("lab")
class SeedImagesIT extends ImageServerStage {
    private static final String DEFAULTS = "/etc/uci-defaults/99-asu-defaults";
    private static final Pattern SECRET = Pattern.compile("(?m)^SEED_SECRET='([A-Za-z0-9_-]{40,})'$");

    private static Lab lab;

    @BeforeAll
    static void start() throws IOException {
        lab = Lab.start();
        Path definition = home.resolve("conf/definitions/default.yaml");
        Files.createDirectories(definition.getParent());
        Files.writeString(definition, """
                name: default
                actions:
                  - {name: motto, action: uci, attributes: {set: {"system.@system[0].notes": seeded}}}
                """);
        String port = String.valueOf(Ports.free());
        start(
                1,
                DbConfig.embedded(Files.createDirectories(home.resolve("db")), 2),
                "http.address",
                "0.0.0.0",
                "http.port",
                port,
                "server_url",
                "http://" + lab.serverAddress() + ":" + port + "/ztp",
                "enrolment.policy",
                "secret");
    }

    @AfterAll
    static void endLab() throws IOException {
        lab.close();
    }

    private static String fetch(JsonNode build) {
        JsonNode image = build.at("/result/images/0");
        String path = build.path("id").asText() + "/files/" + image.path("name").asText();
        HttpResponse<String> file = admin("GET", "/image-builds/" + path, null);
        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(file.headers().firstValue("Cache-Control")).hasValue("private, no-store");
        assertThat(Sha256.hex(file.body())).isEqualTo(image.path("sha256").asText());
        String store = "/store/" + build.path("hash").asText() + "/"
                + image.path("name").asText();
        assertThat(anybody("GET", store, null).statusCode()).as("for nobody").isEqualTo(404);
        return file.body();
    }

    private static JsonNode device(LabRouter router) {
        return json(admin("GET", "/devices?mac=" + router.mac(), null))
                .path("items")
                .path(0);
    }

    @Test
    void aRouterWithASeedImageIsProvisionedByBeingPluggedIn() throws IOException {
        try (Heard log = new Heard()) {
            JsonNode build = ended(json(admin(
                    "POST",
                    "/image-builds/seeds",
                    wish("tcpdump").put("defaults", "echo own >/root/own\n").toString())));
            assertThat(build.path("state").asText()).as(build.toString()).isEqualTo("DONE");
            String image = fetch(build);
            String script = image.substring(image.indexOf("#!/bin/sh"));
            Matcher secret = SECRET.matcher(script);
            assertThat(secret.find()).isTrue();
            assertThat(Lab.run(script, List.of("shellcheck", "-s", "dash", "-e", "SC2016", "-")))
                    .as("texts of other shells in quotes are wanted")
                    .isEqualTo(new Lab.Output(0, ""));

            LabRouter router = lab.add();
            router.ip();
            router.put(DEFAULTS, script);
            String boot = router.bootId();
            router.reboot();
            router.awaitBootAfter(boot);

            await("PROVISIONED")
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() ->
                            assertThat(device(router).path("state").asText()).isEqualTo("PROVISIONED"));
            assertThat(router.must("uci get system.@system[0].notes; cat /root/own; ls " + DEFAULTS + " 2>&1 || true"))
                    .startsWith("seeded\nown\n")
                    .contains("No such file");
            assertThat(router.must("ls -l /etc/config/ztp")).startsWith("-rw-------");
            assertThat(anybody("POST", "/register", "{\"mac\":\"02:00:00:00:00:99\"}")
                            .statusCode())
                    .as("without the secret")
                    .isEqualTo(403);
            assertThat(String.join("", log.lines()) + build).doesNotContain(secret.group(1), "SEED_");
        }
    }
}
