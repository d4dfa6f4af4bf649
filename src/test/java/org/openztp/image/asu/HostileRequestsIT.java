package org.openztp.image.asu;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.http.Json;

/** Those who mean no good, in each dialect: refused in its own shape, and nothing of it comes to a builder. */
class HostileRequestsIT {
    /** Among packages, the wish for none of that name. */
    private static final String OPTION = "-f";

    private static final List<String> WORDS = List.of(
            "$(touch CANARY)",
            "`touch CANARY`",
            ";touch CANARY",
            "a|touch CANARY",
            "a\ntouch CANARY",
            "a\r\nX-Evil: 1",
            "../../CANARY",
            "--eval=CANARY",
            OPTION,
            "a b",
            "%0aCANARY",
            "a'\"b",
            "a\u0000b",
            "$$(shell touch CANARY)",
            "ä",
            "x".repeat(5000));

    @TempDir
    private static Path home;

    private static AsuStage stage;

    @BeforeAll
    static void start() throws IOException {
        stage = AsuStage.start(home, "images.builders", "1");
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    static Stream<Arguments> wordsInFields() {
        List<Arguments> all = new ArrayList<>();
        for (String word : WORDS) {
            for (String field :
                    List.of("version", "version_code", "target", "profile", "packages", "packages_versions")) {
                all.add(Arguments.of("/api/v1/build", field, word));
                all.add(Arguments.of("/api/build", field, word));
            }
            for (String field : List.of("distro", "version", "target", "board", "packages")) {
                all.add(Arguments.of("/api/upgrade-request", field, word));
            }
            for (String field : List.of("distro", "version", "target", "installed")) {
                all.add(Arguments.of("/api/upgrade-check", field, word));
            }
        }
        return all.stream().filter(each -> !isWishForNone(each.get()));
    }

    private static boolean isWishForNone(Object... arguments) {
        return arguments[2].equals(OPTION)
                && List.of("packages", "packages_versions", "installed").contains(arguments[1]);
    }

    @ParameterizedTest
    @MethodSource("wordsInFields")
    void aWordThatIsMoreThanAWordIsRefused(String path, String field, String word) throws IOException {
        ObjectNode body = AsuStage.wish().put("distro", "openwrt").put("board", "8dev_carambola2");
        if (path.contains("upgrade")) {
            body.remove("profile"); // it would do in place of the board
        }
        switch (field) {
            case "packages" -> body.putArray(field).add(word);
            case "packages_versions", "installed" -> body.putObject(field).put(word, "1");
            case "target" -> body.put(field, word + "/generic");
            default -> body.put(field, word);
        }

        refused(path, stage.send("POST", path, body.toString()));
    }

    /** 4xx, as clients of this generation read it. */
    private static void refused(String path, HttpResponse<String> answer) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isBetween(400, 499);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
        assertThat(answer.headers().firstValue("X-Evil")).isEmpty();
        assertThat(answer.body().length()).isLessThan(20_000);
        JsonNode body = Json.MAPPER.readTree(answer.body());
        if (path.contains("/v1/")) {
            assertThat(body.path("detail").isTextual()).as(answer.body()).isTrue();
            assertThat(body.path("status").asInt()).isEqualTo(answer.statusCode());
        } else if (path.equals("/api/build")) {
            assertThat(body.path("status").isTextual()).as(answer.body()).isTrue();
            assertThat(body.path("message").isTextual()).as(answer.body()).isTrue();
        } else {
            assertThat(body.path("error").isTextual() || body.equals(Json.MAPPER.createArrayNode()))
                    .as(answer.body())
                    .isTrue();
        }
        nothingHappened();
    }

    private static void nothingHappened() throws IOException {
        assertThat(stage.builder.asked).isEmpty();
        assertThat(Path.of("CANARY")).doesNotExist();
        try (Stream<Path> files = Files.walk(home)) {
            assertThat(files).noneMatch(file -> file.getFileName().toString().contains("CANARY"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/api/v1/build", "/api/build", "/api/upgrade-request", "/api/build-request", "/api/upgrade-check"
            })
    void whatIsNoRequestIsRefused(String path) throws IOException {
        ObjectNode many = AsuStage.wish().put("distro", "openwrt").put("board", "8dev_carambola2");
        ArrayNode packages = many.putArray("packages");
        ObjectNode longer = many.deepCopy();
        for (int i = 0; i < 100_000; i++) {
            packages.add("p" + i);
            longer.withArray("packages").add("package-" + i);
        }
        for (String body : List.of(
                many.toString(),
                longer.toString(),
                "[".repeat(100_000),
                "{\"a\":".repeat(5000),
                "\u0000",
                "{\"version\":1e999999999}",
                "{\"version\":{},\"target\":[],\"profile\":7,\"distro\":[]}",
                "{\"packages\":{\"a\":{}},\"version\":\"23.05.5\"}")) {
            refused(path, stage.send("POST", path, body));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/store/%0a/x",
                "/store/..%2f..%2fconf/ztp.conf",
                "/store/%5c..%5c/x",
                "/store/a;b/x",
                "/download/%2e%2e%2fconf",
                "/json/%2e%2e%2f/x",
                "/json/v1/%0a/targets/a/b/c.json",
                "/json/v1/releases/23.05.5/targets/ath79/generic/%24%28touch%20CANARY%29.json",
                "/api/v1/build/%0a",
                "/api/build/%24%28touch%20CANARY%29",
                "/api/v1/revision/%0a/a/b",
                "/api/upgrade-request/%0a",
                "/api/names/%0a",
                "/api/packages/%24%28touch%20CANARY%29",
                "/api/profiles/%2e%2e%2fconf",
                "/api/v1/packages_hash/%2e%2e",
                "/api/upgrade-check/%0a"
            })
    void aPathThatLeadsElsewhereLeadsNowhere(String path) throws IOException {
        HttpResponse<String> answer = stage.get(path);

        assertThat(answer.statusCode()).as(answer.body()).isBetween(400, 499);
        assertThat(answer.body()).doesNotContain("database", "admin-token");
        nothingHappened();
    }

    @Test
    void nobodyGetsOutOfTheFolderOfImages() {
        for (String path : List.of("/store/%2e%2e/%2e%2e/keys/admin-token", "/download/%2e%2e/keys/admin-token")) {
            HttpResponse<String> answer = stage.get(path);

            assertThat(answer.statusCode()).isBetween(400, 499);
            assertThat(answer.body()).doesNotContain(stage.server.adminToken());
        }
    }
}
