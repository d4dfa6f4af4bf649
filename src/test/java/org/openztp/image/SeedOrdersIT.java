package org.openztp.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.db.DbConfig;
import org.openztp.testkit.Heard;

/** Seed images asked of a server that makes none itself: who may, what is told of them, and what is not. */
class SeedOrdersIT extends ImageServerStage {
    private static final String OWN = "echo geheim\n";

    @BeforeAll
    static void start() throws IOException {
        start(
                0,
                DbConfig.embedded(Files.createDirectories(home.resolve("db")), 2),
                "server_url",
                "http://10.0.0.2:8080/ztp/",
                "enrolment.policy",
                "secret");
    }

    private static HttpResponse<String> order(String body) {
        return admin("POST", "/image-builds/seeds", body);
    }

    private static String token(String role) {
        return json(admin("POST", "/tokens", "{\"name\":\"seed " + role + "\",\"role\":\"" + role + "\"}"))
                .path("token")
                .asText();
    }

    @Test
    void eachOneIsAnotherAndNothingOfWhatIsInItIsToldOrKeptInTheClear() throws IOException {
        try (Heard log = new Heard()) {
            JsonNode one = json(order(wish("tcpdump").put("defaults", OWN).toString()));
            JsonNode two = json(order(wish("tcpdump").put("defaults", OWN).toString()));

            assertThat(one.path("state").asText()).as(one.toString()).isEqualTo("QUEUED");
            assertThat(one.path("seed").asBoolean()).isTrue();
            assertThat(one.at("/wanted/profile").asText()).isEqualTo("acme_one");
            assertThat(one.path("id")).isNotEqualTo(two.path("id"));
            assertThat(one.path("hash")).isNotEqualTo(two.path("hash"));
            assertThat(show(one) + json(admin("GET", "/image-builds", null)).toString())
                    .doesNotContain("geheim", "SEED_SECRET", "udhcpc");
            assertThat(String.join("", log.lines()))
                    .contains("has ordered the seed image " + one.path("id").asText())
                    .doesNotContain("geheim", "SEED_SECRET");
        }
        try (Stream<Path> files = Files.walk(home)) {
            assertThat(files.filter(Files::isRegularFile))
                    .allSatisfy(file -> assertThat(new String(Files.readAllBytes(file), "ISO-8859-1"))
                            .doesNotContain("geheim", "SEED_SECRET="));
        }
    }

    @Test
    void noPublicPathKnowsOfIt() {
        String name = json(order(wish("mc").toString())).path("hash").asText();

        for (String path : new String[] {
            "/api/v1/build/", "/api/build/", "/store/", "/json/", "/download/", "/api/v1/image-builds/"
        }) {
            assertThat(anybody("GET", path + name, null).statusCode()).as(path).isIn(401, 404);
        }
        for (String path : new String[] {"/sha256sums", "/buildlog.txt"}) {
            assertThat(anybody("GET", "/store/" + name + path, null).statusCode())
                    .isEqualTo(404);
        }
        assertThat(anybody("GET", "/api/v1/build-errors", null).body()).doesNotContain(name);
        assertThat(anybody("GET", "/download/faillogs/faillog-" + name + ".txt", null)
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void onlyAdministratorsOrderOneAndOperatorsFetchIt() {
        String operator = token("operator");
        String viewer = token("viewer");
        String id = json(order(wish().toString())).path("id").asText();
        String file = "/image-builds/" + id + "/files/image.bin";

        assertThat(send(null, "POST", "/image-builds/seeds", wish().toString()).statusCode())
                .isEqualTo(401);
        for (String token : new String[] {operator, viewer}) {
            assertThat(send(token, "POST", "/image-builds/seeds", wish().toString())
                            .statusCode())
                    .isEqualTo(403);
        }
        assertThat(send(null, "GET", file, null).statusCode()).isEqualTo(401);
        assertThat(send(viewer, "GET", file, null).statusCode()).isEqualTo(403);
        assertThat(send(operator, "GET", file, null).statusCode())
                .as("it is not made yet")
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "null",
                "{\"version\":\"99.99\",\"profile\":\"acme_one\"}",
                "{\"version\":\"24.10.2\",\"profile\":\"acme_nine\"}",
                "{\"version\":\"24.10.2\",\"profile\":\"acme_one\",\"packages\":[\"$(touch CANARY)\"]}",
                "{\"version\":\"24.10.2\",\"profile\":\"acme_one\",\"packages\":[\"nonsense\"]}",
                "{\"version\":\"24.10.2\",\"profile\":\"acme_one\",\"defaults\":\"\\u0000\"}",
                "{\"version\":\"24.10.2\",\"profile\":\"acme_one\",\"unknown\":1}"
            })
    void whatCannotBeMadeIsRefusedInWords(String body) {
        HttpResponse<String> answer = order(body);

        assertThat(answer.statusCode()).as(answer.body()).isIn(400, 422);
        assertThat(json(answer).path("detail").asText()).isNotEmpty();
    }

    @Test
    void anOwnScriptThatFindsNoRoomBesideTheHookIsToldHowMuchThereIs() {
        HttpResponse<String> answer =
                order(wish().put("defaults", "#".repeat(20_000)).toString());

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(json(answer).path("detail").asText())
                .containsPattern("there is room for 1\\d{4} characters of your own");
        assertThat(order(wish().put("defaults", "#".repeat(10_000)).toString()).statusCode())
                .isEqualTo(201);
    }
}
