package org.openztp.firmware.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.testkit.SampleImage;
import org.openztp.testkit.TestServer;

/** The pages of the store as browsers of different people get them. */
class StorePagesIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Pattern CSRF = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");
    private static final Map<String, String> COOKIES = new HashMap<>();

    private static TestServer server;

    @BeforeAll
    static void start(@TempDir Path home) throws Exception {
        server = TestServer.start(home);
        for (String role : new String[] {"viewer", "operator"}) {
            String wanted = "{\"name\":\"" + role + "\",\"role\":\"" + role + "\"}";
            HttpResponse<String> made = send(HttpRequest.newBuilder(server.url("/api/v1/tokens"))
                    .header("Authorization", "Bearer " + server.adminToken())
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(wanted)));
            HttpResponse<String> in = send(form("/ui/sign-in")
                    .POST(BodyPublishers.ofString("token="
                            + new ObjectMapper()
                                    .readTree(made.body())
                                    .path("token")
                                    .asText())));
            COOKIES.put(
                    role, in.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0]);
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder form(String path) {
        return HttpRequest.newBuilder(server.url(path)).header("Content-Type", "application/x-www-form-urlencoded");
    }

    private static String page(String role, String path) throws Exception {
        HttpResponse<String> answer =
                send(HttpRequest.newBuilder(server.url(path)).header("Cookie", COOKIES.get(role)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private static String csrf(String role) throws Exception {
        Matcher token = CSRF.matcher(page(role, "/ui/firmware"));
        assertThat(token.find()).isTrue();
        return token.group(1);
    }

    private static HttpResponse<String> press(String role, String path, String... fields) throws Exception {
        StringBuilder body = new StringBuilder("csrf=" + csrf(role));
        for (int i = 0; i < fields.length; i += 2) {
            body.append('&').append(fields[i]).append('=').append(URLEncoder.encode(fields[i + 1], UTF_8));
        }
        return send(form(path).header("Cookie", COOKIES.get(role)).POST(BodyPublishers.ofString(body.toString())));
    }

    private static String made(String version) throws Exception {
        HttpResponse<String> made = press("operator", "/ui/firmware/builds", "category", "campus", "version", version);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(303);
        return made.headers().firstValue("Location").orElseThrow().replaceAll(".*(/ui/firmware/builds/\\d+)$", "$1");
    }

    /** As the script of the page does it. */
    private static HttpResponse<String> upload(String role, String build, String file, byte[] content)
            throws Exception {
        return send(HttpRequest.newBuilder(
                        server.url(build.replace("/ui/firmware", "/api/v1/firmware") + "/images/" + file))
                .header("Cookie", COOKIES.get(role))
                .header("X-CSRF-Token", csrf(role))
                .PUT(BodyPublishers.ofByteArray(content)));
    }

    @Test
    void anOperatorMakesABuildHandsAnImageInAndRemovesBoth() throws Exception {
        String build = made("24.10.2");
        byte[] content = SampleImage.uImage(1, 4096)
                .metadata(SampleImage.json("acme,one", "24.10.2"))
                .bytes();
        HttpResponse<String> kept = upload("operator", build, "one.bin", content);
        assertThat(kept.statusCode()).as(kept.body()).isEqualTo(201);

        assertThat(page("viewer", "/ui/firmware")).contains("campus/24.10.2");
        assertThat(page("viewer", "/ui/firmware?category=other")).contains("There is no such build");
        assertThat(page("operator", build)).contains("acme,one", "one.bin", "24.10.2", "nobody", "Download", "Hand in");
        assertThat(page("viewer", build))
                .contains("acme,one")
                .doesNotContain("Download", "Hand in", "Remove", "data-upload");
        HttpResponse<String> twice =
                press("operator", "/ui/firmware/builds", "category", "campus", "version", "24.10.2");
        assertThat(twice.statusCode()).isEqualTo(409);
        assertThat(twice.body())
                .contains("there is a build campus/24.10.2 already")
                .contains("<html");

        String id = new ObjectMapper().readTree(kept.body()).path("id").asText();
        assertThat(press("operator", "/ui/firmware/images/" + id + "/remove").statusCode())
                .isEqualTo(303);
        assertThat(page("operator", build)).contains("No images yet").doesNotContain("one.bin");
        assertThat(press("operator", build + "/remove").statusCode()).isEqualTo(303);
        assertThat(page("operator", "/ui/firmware")).contains("No firmware yet");
    }

    @Test
    void whoOnlyLooksChangesNothingAndForeignFormsDoNot() throws Exception {
        String build = made("1");
        assertThat(press("viewer", build + "/remove").statusCode()).isEqualTo(403);
        assertThat(press("viewer", "/ui/firmware/builds", "category", "a", "version", "1")
                        .statusCode())
                .isEqualTo(403);
        HttpResponse<String> foreign = send(form(build + "/remove")
                .header("Cookie", COOKIES.get("operator"))
                .POST(BodyPublishers.ofString("csrf=other")));
        assertThat(foreign.statusCode()).isEqualTo(403);
        HttpResponse<String> stranger = send(HttpRequest.newBuilder(server.url("/ui/firmware")));
        assertThat(stranger.statusCode()).isEqualTo(303);
        assertThat(press("operator", build + "/remove").statusCode()).isEqualTo(303);
    }

    @Test
    void whatImagesSayOfThemselvesIsShownAsTextAndAFaultIsToldOnThePage() throws Exception {
        String build = made("2");
        byte[] hostile = SampleImage.uImage(2, 4096)
                .metadata(SampleImage.json("acme,<script>", "24.10.2"))
                .bytes();
        HttpResponse<String> kept = upload("operator", build, "one.bin", hostile);
        assertThat(kept.statusCode()).as(kept.body()).isEqualTo(201);
        assertThat(page("operator", build)).contains("acme,&lt;script&gt;").doesNotContain("<script>");

        String sha256 = WithStore.sha256(hostile);
        Files.delete(
                server.home().resolve("store").resolve(sha256.substring(0, 2)).resolve(sha256));
        assertThat(send(HttpRequest.newBuilder(server.url("/firmware/images/" + sha256))
                                .header("Cookie", COOKIES.get("operator")))
                        .statusCode())
                .isEqualTo(404);
        assertThat(page("viewer", build)).contains("its file is missing").doesNotContain("Download");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> page("viewer", "/ui/devices").contains("firmware one.bin: its file is missing"));
        assertThat(press("operator", build + "/remove").statusCode()).isEqualTo(303);
    }
}
