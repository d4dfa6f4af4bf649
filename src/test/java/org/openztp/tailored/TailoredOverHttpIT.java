package org.openztp.tailored;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.testkit.ServerApi;
import org.openztp.testkit.TestServer;

/** Images of devices and the check of the fleet, asked of a whole server. */
class TailoredOverHttpIT {
    @TempDir
    static Path home;

    private static TestServer server;
    private static ServerApi api;

    @BeforeAll
    static void start() throws IOException {
        server = TestServer.start(home);
        api = new ServerApi(server.url(), home);
        api.register("02:1a:b0:00:00:07");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HttpResponse<String> ask(String verb, String path, String token) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(server.url("/api/v1" + path)).method(verb, HttpRequest.BodyPublishers.noBody());
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void whoAsksInVainIsToldWhy() throws Exception {
        String admin = server.adminToken();
        String viewer = api.post("/tokens", "{\"name\":\"eve\",\"role\":\"VIEWER\"}")
                .path("token")
                .asText();
        long device = api.get("/devices").at("/items/0/id").asLong();
        assertThat(api.get("/devices/" + device + "/image").path("wanted").isNull())
                .isTrue();
        assertThat(ask("GET", "/devices/" + device + "/image", null).statusCode())
                .isEqualTo(401);
        assertThat(ask("GET", "/devices/999/image", admin).statusCode()).isEqualTo(404);
        assertThat(ask("POST", "/devices/999/image", admin).statusCode()).isEqualTo(404);
        assertThat(ask("POST", "/devices/" + device + "/image", viewer).statusCode())
                .isEqualTo(403);
        HttpResponse<String> unwanted = ask("POST", "/devices/" + device + "/image", admin);
        assertThat(unwanted.statusCode()).isEqualTo(409);
        assertThat(unwanted.body()).contains("its definition says none under upgrade");
        Path rules = home.resolve("conf/desired-firmware.yaml");
        String good = Files.readString(rules);
        Files.writeString(rules, "rules: 7\n");
        assertThat(ask("POST", "/devices/" + device + "/image", admin).statusCode())
                .isEqualTo(409);
        Files.writeString(rules, good);
    }

    @Test
    void theCheckIsAPageWithNumbersAndRefusesWhatIsNoPage() throws Exception {
        assertThat(api.get("/firmware/check?tag=school&waiting=true")
                        .at("/counts/devices")
                        .asLong())
                .isZero();
        for (String wrong : new String[] {"cursor=x", "limit=0", "limit=100000"}) {
            HttpResponse<String> answer = ask("GET", "/firmware/check?" + wrong, server.adminToken());
            assertThat(answer.statusCode()).as(wrong).isEqualTo(422);
        }
        assertThat(ask("GET", "/firmware/check", null).statusCode()).isEqualTo(401);
    }
}
