package org.openztp.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.testkit.ServerApi;
import org.openztp.testkit.TestServer;

class ObserveIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    static Path home;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start(home);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aServerThatWorksIsUpForEverybody() throws Exception {
        HttpResponse<String> answer = get("/health", null);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"status\":\"up\"}");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    }

    @Test
    void aServerWithoutItsDatabaseIsDown() {
        HealthResource health = new HealthResource(
                () -> {
                    throw new SQLException("gone");
                },
                () -> 0,
                () -> {
                    throw new IllegalStateException("nothing is to be asked of a database that is gone");
                });

        assertThat(health.health().getStatus()).isEqualTo(503);
        assertThat(health.health().getEntity()).asString().contains("down");
    }

    @Test
    void theStatusCountsDevicesAndJobs() throws Exception {
        new ServerApi(server.url(), server.home()).register("02:1a:b0:00:00:01");

        JsonNode status = json("/api/v1/status");

        assertThat(Instant.parse(status.get("startedAt").asText())).isBefore(Instant.now());
        assertThat(status.get("database").asText()).isEqualTo("H2");
        assertThat(status.get("devices")).hasSize(1);
        assertThat(status.at("/jobs/waiting").isIntegralNumber()).isTrue();
        assertThat(status.at("/jobs/running").isIntegralNumber()).isTrue();
    }

    @Test
    void theDescriptionIsServedToThoseWhoMayLook() throws Exception {
        assertThat(get("/api/v1/openapi.json", null).statusCode()).isEqualTo(401);
        assertThat(json("/api/v1/openapi.json").get("openapi").asText()).startsWith("3.1");
    }

    @Test
    void theFiguresAreInPrometheusFormatForThoseWhoMayLook() throws Exception {
        assertThat(get("/metrics", null).statusCode()).isEqualTo(401);

        HttpResponse<String> answer = get("/metrics", server.adminToken());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                .isEqualToIgnoringCase("text/plain; version=0.0.4; charset=utf-8".replace("; ", ";"));
        List<String> lines = answer.body().lines().toList();
        assertThat(lines).allMatch(line -> line.matches("# (HELP|TYPE) ztp_\\w+ .+|ztp_\\w+(\\{.+})? -?[0-9.E]+"));
        assertThat(lines)
                .contains(
                        "# TYPE ztp_devices gauge",
                        "# TYPE ztp_upgrades gauge",
                        "# TYPE ztp_signals gauge",
                        "# TYPE ztp_rollouts gauge")
                .anyMatch(line -> line.startsWith("ztp_uptime_seconds "))
                .anyMatch(line -> line.startsWith("ztp_jobs_late "))
                .anyMatch(line -> line.startsWith("ztp_heap_used_bytes "));
    }

    private static JsonNode json(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = get(path, server.adminToken());
        assertThat(answer.statusCode()).isEqualTo(200);
        return new ObjectMapper().readTree(answer.body());
    }

    private static HttpResponse<String> get(String path, String token) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.url(path));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
