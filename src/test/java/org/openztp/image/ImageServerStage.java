package org.openztp.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.db.DbConfig;
import org.openztp.testkit.TestServer;
import org.openztp.testkit.ToyImageBuilder;

/** A whole server, with a small ImageBuilder in a folder as its upstream. */
abstract class ImageServerStage {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Set<String> ENDS = Set.of("DONE", "FAILED", "CANCELLED");

    @TempDir
    static Path home;

    static TestServer server;

    /** @param builders how many images it makes at once */
    static void start(int builders) throws IOException {
        start(builders, DbConfig.embedded(Files.createDirectories(home.resolve("db")), 2));
    }

    /** On a database of the test's own; an empty one. */
    static void start(int builders, DbConfig database, String... settings) throws IOException {
        ToyUpstream.prepare(
                home,
                database,
                ToyImageBuilder.opkg(ToyCatalogue.VERSION),
                ToyUpstream.folder(home).toString());
        List<String> all = new ArrayList<>(List.of(settings));
        all.addAll(List.of("images.builders", String.valueOf(builders), "images.timeout", "60s"));
        server = TestServer.start(home, all.toArray(String[]::new));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static HttpResponse<String> send(String token, String verb, String path, String body) {
        return exchange(token, verb, "/api/v1" + path, body);
    }

    /** Without a token, and not of the API alone. */
    static HttpResponse<String> anybody(String verb, String path, String body) {
        return exchange(null, verb, path, body);
    }

    private static HttpResponse<String> exchange(String token, String verb, String path, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.url(path))
                .method(verb, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static HttpResponse<String> admin(String verb, String path, String body) {
        return send(server.adminToken(), verb, path, body);
    }

    static JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new IllegalStateException(answer.body(), e);
        }
    }

    static ObjectNode wish(String... packages) {
        ObjectNode wish =
                JSON.createObjectNode().put("version", ToyCatalogue.VERSION).put("profile", "acme,one");
        for (String each : packages) {
            wish.withArray("packages").add(each);
        }
        return wish;
    }

    static JsonNode ask(ObjectNode wish) {
        HttpResponse<String> answer = admin("POST", "/image-builds", wish.toString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return json(answer);
    }

    static JsonNode show(JsonNode build) {
        return json(admin("GET", "/image-builds/" + build.path("id").asLong(), null));
    }

    static JsonNode ended(JsonNode build) {
        return await().atMost(Duration.ofSeconds(120))
                .until(() -> show(build), now -> ENDS.contains(now.path("state").asText()));
    }
}
