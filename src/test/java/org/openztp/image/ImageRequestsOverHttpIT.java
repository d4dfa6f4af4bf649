package org.openztp.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked of a whole server that makes no images itself, by those who mean no good as well. */
class ImageRequestsOverHttpIT extends ImageServerStage {
    @BeforeAll
    static void start() throws IOException {
        start(0);
    }

    @Test
    void whatIsAskedForWaitsForAnotherNodeAndIsFoundAgain() {
        JsonNode build = ask(wish("tcpdump").put("defaults", "psk='geheim'"));
        JsonNode again = ask(wish("tcpdump").put("defaults", "psk='geheim'"));

        assertThat(build.path("state").asText()).isEqualTo("QUEUED");
        assertThat(again.path("id")).isEqualTo(build.path("id"));
        assertThat(show(build).path("ahead").asLong()).isZero();
        assertThat(show(build).toString()).doesNotContain("geheim");
        String cancel = "/image-builds/" + build.path("id").asLong() + "/cancel";
        assertThat(json(admin("POST", cancel, null)).path("state").asText()).isEqualTo("CANCELLED");
        assertThat(admin("POST", cancel, null).statusCode()).isEqualTo(409);
        assertThat(admin("GET", "/image-builds/999999", null).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"version\":\"24.10.2\"}",
                "{\"version\":\"24.10.2\",\"profile\":\"acme_nine\"}",
                "{\"version\":\"99.99\",\"profile\":\"acme_one\"}",
                "{\"version\":\"24.10.2\",\"profile\":\"acme_one\",\"target\":\"other/generic\"}",
                "{\"version\":\"24.10.2\",\"profile\":\"acme_one\",\"packages\":[\"nonsense\"]}",
                "{\"version\":\"24.10.2\",\"profile\":\"acme_one\",\"packages\":[\"mc;touch CANARY\"]}",
                "{\"version\":\"24.10.2\",\"profile\":\"acme_one\",\"packages\":[\"$(touch CANARY)\"]}",
                "{\"version\":\"24.10.2\",\"profile\":\"acme_one\",\"packages\":[\"$(shell touch CANARY)\"]}",
                "{\"version\":\"24.10.2\",\"profile\":\"acme_one\",\"packages\":[\"mc\\ntouch CANARY\"]}",
                "{\"version\":\"24.10.2\",\"profile\":\"acme_one\",\"packages\":[\"--force\"]}",
                "{\"version\":\"24.10.2\",\"profile\":\"acme_one\",\"packages\":\"mc\"}",
                "{\"version\":\"24.10.2\",\"profile\":\"acme_one\",\"packages\":{\"mc\":1}}",
                "{\"version\":\"24.10.2\",\"profile\":\"$(touch CANARY)\"}",
                "{\"version\":\"../..\",\"profile\":\"acme_one\"}",
                "{\"version\":\"24.10.2\",\"profile\":\"acme_one\",\"target\":\"../..\"}",
                "{\"version\":\"24.10.2\",\"profile\":\"acme_one\",\"rootfsSizeMb\":99999}",
                "{\"version\":\"24.10.2\",\"profile\":\"acme_one\",\"rootfsSizeMb\":\"1; touch CANARY\"}",
                "{\"version\":\"24.10.2\",\"profile\":\"acme_one\",\"repositories\":{\"a\":\"file:///etc\"}}",
                "{\"version\":\"24.10.2\",\"profile\":\"acme_one\",\"repositories\":{\"a\":\"https://evil.example\"}}",
                "{\"version\":\"24.10.2\",\"profile\":\"acme_one\",\"repositoryKeys\":[\"evil\"]}",
                "{\"version\":\"24.10.2\",\"profile\":\"acme_one\",\"unknown\":1}",
                "[]",
                "null",
                "nonsense"
            })
    void whatIsNoRequestIsRefusedInWordsAndNothingIsRun(String body) throws IOException {
        HttpResponse<String> answer = admin("POST", "/image-builds", body);

        assertThat(answer.statusCode()).as(answer.body()).isIn(400, 422);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(json(answer).path("detail").asText()).isNotEmpty();
        try (var files = Files.walk(home)) {
            assertThat(files).noneMatch(file -> file.getFileName().toString().contains("CANARY"));
        }
        assertThat(Path.of("CANARY")).doesNotExist();
    }

    @Test
    void aHundredThousandPackagesAreRefused() {
        ObjectNode wish = wish();
        for (int i = 0; i < 100_000; i++) {
            wish.withArray("packages").add("package" + i);
        }

        assertThat(admin("POST", "/image-builds", wish.toString()).statusCode()).isIn(413, 422);
    }

    @Test
    void viewersLookAndOthersDoNothing() {
        String viewer = json(admin("POST", "/tokens", "{\"name\":\"looker\",\"role\":\"viewer\"}"))
                .path("token")
                .asText();

        assertThat(send(viewer, "GET", "/image-builds", null).statusCode()).isEqualTo(200);
        assertThat(send(viewer, "POST", "/image-builds", wish().toString()).statusCode())
                .isEqualTo(403);
        assertThat(send(viewer, "POST", "/image-builds/1/cancel", null).statusCode())
                .isEqualTo(403);
        assertThat(send(null, "GET", "/image-builds", null).statusCode()).isEqualTo(401);
        assertThat(admin("GET", "/image-builds?state=WRONG", null).statusCode()).isEqualTo(422);
        assertThat(admin("GET", "/image-builds?cursor=x", null).statusCode()).isEqualTo(422);
    }
}
