package org.openztp.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.testkit.SampleImage;
import org.openztp.testkit.ServerApi;
import org.openztp.testkit.TestServer;

/** Upgrades as clients of a whole server ask for them, also those that mean no good. No router answers here. */
class UpgradesOverHttpIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Map<String, String> TOKENS = new HashMap<>();
    private static TestServer server;
    private static ServerApi api;
    private static long image;
    private static int devices;

    @BeforeAll
    static void start(@TempDir Path home) throws Exception {
        server = TestServer.start(home, "provision.ssh-port", "1");
        TOKENS.put("admin", server.adminToken());
        api = new ServerApi(server.url(), home);
        SampleImage content = SampleImage.uImage(7, 4096).metadata(SampleImage.json("acme,one", "24.10.2"));
        image = api.storeImage("campus/24.10.2", "one.bin", content.bytes());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String token(String role) throws Exception {
        if (!TOKENS.containsKey(role)) {
            String wanted = "{\"name\":\"" + role + "\",\"role\":\"" + role + "\"}";
            TOKENS.put(
                    role,
                    JSON.readTree(send("admin", "POST", "/tokens", wanted).body())
                            .path("token")
                            .asText());
        }
        return TOKENS.get(role);
    }

    private static HttpResponse<String> send(String role, String verb, String path, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.url("/api/v1" + path))
                .method(verb, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (role != null) {
            request.header("Authorization", "Bearer " + token(role));
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private static long device(String board) throws Exception {
        String form = "mac=" + String.format("02:5f:00:00:00:%02x", ++devices) + "&hostname=ap-" + devices
                + (board == null ? "" : "&board_name=" + board);
        api.registerBy(form);
        return devices;
    }

    private static HttpResponse<String> ask(String role, long device, String wish) throws Exception {
        return send(role, "POST", "/devices/" + device + "/upgrades", wish);
    }

    private static void refused(HttpResponse<String> answer, int status, String words) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        assertThat(answer.body()).contains(words);
    }

    @Test
    void anUpgradeIsMadeFoundCancelledAndAskedForOnceMore() throws Exception {
        long device = device("acme,one");
        HttpResponse<String> made = ask("operator", device, "{\"build\":\"campus/24.10.2\",\"options\":{\"c\":true}}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        JsonNode upgrade = JSON.readTree(made.body());
        long id = upgrade.path("id").asLong();
        assertThat(made.headers().firstValue("Location"))
                .contains(server.url("/api/v1/upgrades/" + id).toString());
        assertThat(upgrade.path("image").path("id").asLong()).isEqualTo(image);
        assertThat(upgrade.path("options").asText()).isEqualTo("-c");
        assertThat(upgrade.path("askedBy").asText()).isEqualTo("operator");

        refused(
                ask("operator", device, "{\"image\":" + image + "}"),
                409,
                "has the upgrade " + id + " to campus/24.10.2 already");
        JsonNode shown =
                JSON.readTree(send("viewer", "GET", "/upgrades/" + id, null).body());
        assertThat(shown.path("deviceName").asText()).isEqualTo("ap-" + device);
        assertThat(send("viewer", "GET", "/upgrades?device=" + device + "&state=cancelled", null)
                        .body())
                .contains("\"items\":[]");

        assertThat(send("operator", "POST", "/upgrades/" + id + "/cancel", null).body())
                .contains("CANCELLED");
        refused(send("operator", "POST", "/upgrades/" + id + "/cancel", null), 409, "has ended");
        HttpResponse<String> again = send("operator", "POST", "/upgrades/" + id + "/retry", null);
        assertThat(again.statusCode()).as(again.body()).isEqualTo(201);
        assertThat(JSON.readTree(again.body()).path("retryOf").asLong()).isEqualTo(id);
        JsonNode list = JSON.readTree(send("viewer", "GET", "/upgrades?device=" + device + "&limit=1", null)
                .body());
        assertThat(list.path("items").size()).isOne();
        JsonNode rest = JSON.readTree(send(
                        "viewer",
                        "GET",
                        "/upgrades?device=" + device + "&cursor="
                                + list.path("next").asText(),
                        null)
                .body());
        assertThat(rest.path("items").path(0).path("id").asLong()).isEqualTo(id);
        assertThat(send("viewer", "GET", "/events?device=" + device, null).body())
                .contains("UPGRADE", "is asked for");
    }

    @Test
    void aWrongBoardIsRefusedBeforeAnybodyIsAsked() throws Exception {
        long other = device("acme,two");
        refused(ask("operator", other, "{\"image\":" + image + "}"), 409, "is a acme,two");
        refused(ask("operator", other, "{\"build\":\"campus/24.10.2\"}"), 409, "no image for the board acme,two");
        refused(ask("operator", device(null), "{\"image\":" + image + "}"), 409, "has not told its board");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                      | image, build",
                "{\"image\":1,\"build\":\"a/b\"}                         | not both",
                "{\"build\":\"campus\"}                                  | CATEGORY/VERSION",
                "{\"build\":\"a/b/../c\"}                                | CATEGORY/VERSION",
                "{\"image\":999999}                                      | there is no image 999999",
                "{\"image\":1,\"options\":{\"n\":true,\"c\":true}}       | not both",
                "{\"image\":1,\"options\":{\"n\":true,\"o\":true}}       | not both",
                "{\"image\":1,\"options\":{\"; reboot\":true}}           | each of c, o, n, u, p, k and F",
                "{\"image\":1,\"options\":{\"n\":null}}                  | each of c, o, n, u, p, k and F",
                "{\"image\":1,\"deadline\":\"tomorrow\"}                 | deadline: a time such as",
                "{\"image\":1,\"deadline\":\"2001-01-01T00:00:00Z\"}     | it has passed already",
                "{\"image\":1,\"deadline\":\"+999999999-12-31T23:59:59Z\"} | at the latest"
            })
    void whatCannotBeMeantIsRefusedInWords(String wish, String words) throws Exception {
        refused(ask("operator", device("acme,one"), wish), 422, words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[]", "{\"image\":\"x\"}", "{\"image\":1,", "{\"options\":[1]}", "null", "{\"image\":1e99}"})
    void whatIsNoWishIsRefused(String body) throws Exception {
        HttpResponse<String> answer = ask("operator", device("acme,one"), body);
        assertThat(answer.statusCode()).as(answer.body()).isBetween(400, 422);
    }

    @Test
    void flashingAgainstTheRoutersWordIsForAdministrators() throws Exception {
        long device = device("acme,one");
        String wish = "{\"image\":" + image + ",\"options\":{\"F\":true}}";
        refused(ask("operator", device, wish), 403, "administrator");
        HttpResponse<String> made = ask("admin", device, wish);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        long id = JSON.readTree(made.body()).path("id").asLong();
        send("operator", "POST", "/upgrades/" + id + "/cancel", null);
        refused(send("operator", "POST", "/upgrades/" + id + "/retry", null), 403, "administrator");
    }

    @Test
    void eachRoleMayDoWhatIsItsOwn() throws Exception {
        long device = device("acme,one");
        assertThat(ask(null, device, "{\"image\":1}").statusCode()).isEqualTo(401);
        assertThat(ask("viewer", device, "{\"image\":1}").statusCode()).isEqualTo(403);
        assertThat(send("announcer", "GET", "/upgrades", null).statusCode()).isEqualTo(403);
        assertThat(send("viewer", "POST", "/upgrades/1/cancel", null).statusCode())
                .isEqualTo(403);
        assertThat(ask("operator", 999999, "{\"image\":" + image + "}").statusCode())
                .isEqualTo(404);
        assertThat(send("operator", "GET", "/upgrades/999999", null).statusCode())
                .isEqualTo(404);
        assertThat(send("operator", "POST", "/upgrades/999999/retry", null).statusCode())
                .isEqualTo(404);
        refused(send("viewer", "GET", "/upgrades?state=lost", null), 422, "state: one of");
        refused(send("viewer", "GET", "/upgrades?cursor=x", null), 422, "cursor");
        refused(send("viewer", "GET", "/upgrades?limit=0", null), 422, "limit");
    }

    @Test
    void thePagesShowAnUpgradeAndWhatTheDeviceCouldBeUpgradedTo() throws Exception {
        long device = device("acme,one");
        assertThat(page("/ui/devices/" + device + "/upgrades")).contains("campus/24.10.2 · one.bin", "Keep nothing");
        ask(
                "operator",
                device,
                "{\"image\":" + image + ",\"deadline\":\"" + Instant.now().plusSeconds(3600) + "\"}");
        assertThat(page("/ui/devices/" + device + "/upgrades"))
                .contains("/cancel\"", "Queued")
                .doesNotContain("Keep nothing");
        assertThat(page("/ui/devices/" + device)).contains("Upgrade to <b>campus/24.10.2</b>");
    }

    private static String page(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.url(path))
                .header("Authorization", "Bearer " + token("operator"))
                .build();
        HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }
}
