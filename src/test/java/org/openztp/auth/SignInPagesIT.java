package org.openztp.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.testkit.PageServer;

/** The door to the pages, without a browser. */
class SignInPagesIT {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static PageServer server;

    @BeforeAll
    static void start() {
        server = new PageServer("/ztp", InstantSource.system());
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/ui/devices, ../ui/sign-in",
        "/ui/devices/7, ../../ui/sign-in?next=ui%2Fdevices%2F7",
        "/ui/devices?q=a%20b&state=failed, ../ui/sign-in?next=ui%2Fdevices%3Fq%3Da%2520b%26state%3Dfailed",
    })
    void whoIsNotSignedInIsSentToTheDoorAndBackLater(String page, String location) throws Exception {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(server.url(page)));
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location")).contains(location);
    }

    @Test
    void anOpenPageIsToldByHtmxToGoToTheDoor() throws Exception {
        HttpResponse<String> answer =
                send(HttpRequest.newBuilder(server.url("/ui/devices")).header("HX-Request", "true"));
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.headers().firstValue("HX-Redirect")).contains("../ui/sign-in");
    }

    @Test
    void theTokenOpensASessionThatScriptsAndOtherSitesCannotUse() throws Exception {
        HttpResponse<String> answer = signIn(server.token(), "ui/devices/7");
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location")).contains("../ui/devices/7");
        assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow())
                .startsWith("ztp_session=")
                .contains("Path=/ztp", "HttpOnly", "SameSite=Strict");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//evil.example/x",
                "https://evil.example/",
                "ui//evil.example",
                "ui/../../evil",
                "ui/devices#x",
                "ui/\\evil",
                "javascript:alert(1)",
                "ui/devices?x=\r\nSet-Cookie: a=b",
                "",
            })
    void noLinkLeadsThroughTheDoorToAForeignPage(String next) throws Exception {
        HttpResponse<String> answer = signIn(server.token(), next);
        assertThat(answer.headers().firstValue("Location")).contains("../ui/devices");
        HttpRequest.Builder form = HttpRequest.newBuilder(server.url("/ui/sign-in?next=" + encoded(next)));
        assertThat(send(form).body()).contains("name=\"next\" value=\"ui/devices\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ztp_wrong", "admin"})
    void aWrongTokenIsRefusedBesideItsField(String token) throws Exception {
        HttpResponse<String> answer = signIn(token, "ui/devices/7");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(answer.body())
                .contains("This is no token of this server", "role=\"alert\"", "value=\"ui/devices/7\"")
                .doesNotContain("ztp_wrong");
    }

    @Test
    void aFormWithoutTheSessionsTokenChangesNothing() throws Exception {
        String cookie = signIn(server.token(), "ui/devices")
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow()
                .replaceFirst(";.*", "");
        HttpRequest.Builder page =
                HttpRequest.newBuilder(server.url("/ui/devices")).header("Cookie", cookie);
        assertThat(send(page).statusCode()).isEqualTo(200);
        HttpRequest.Builder form = HttpRequest.newBuilder(server.url("/ui/devices/1/remove"))
                .header("Cookie", cookie)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("csrf=guessed"));
        HttpResponse<String> answer = send(form);
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("the form is not of this session");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"%s; ztp_session=a-neighbours", "ztp_session=a-neighbours; %s", "other=1; ztp_session=; %s"})
    void aNeighboursCookieOfTheSameNameChangesNothing(String both) throws Exception {
        String own = signIn(server.token(), "ui/devices")
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow()
                .replaceFirst(";.*", "");
        HttpRequest.Builder page = HttpRequest.newBuilder(server.url("/ui/devices"));
        assertThat(send(page.header("Cookie", both.formatted(own))).statusCode())
                .isEqualTo(200);
    }

    private static HttpResponse<String> signIn(String token, String next) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(server.url("/ui/sign-in"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("token=" + encoded(token) + "&next=" + encoded(next))));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
