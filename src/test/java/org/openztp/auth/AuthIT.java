package org.openztp.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openztp.http.ClientAddress;
import org.openztp.http.JaxRs;
import org.openztp.http.Json;
import org.openztp.http.Views;
import org.openztp.openwrt.Cidr;
import org.openztp.testkit.SettableClock;
import org.openztp.testkit.TestDb;
import org.openztp.testkit.WebServer;

class AuthIT {
    private static final SettableClock CLOCK = new SettableClock();

    @TempDir
    private static Path home;

    private static TestDb db;
    private static ApiTokens tokens;
    private static EnrolmentSecrets secrets;
    private static WebServer server;
    private static String admin;

    @BeforeAll
    static void start() throws Exception {
        db = TestDb.h2();
        tokens = new ApiTokens(db.db(), CLOCK);
        secrets = new EnrolmentSecrets(db.db(), CLOCK);
        FirstToken.ensure(tokens, home.resolve("admin-token"));
        admin = Files.readString(home.resolve("admin-token")).strip();
        ClientAddress clients = new ClientAddress(Cidr.parseAll(List.of("127.0.0.1")));
        Sessions sessions = new Sessions(KeyFile.readOrCreate(home.resolve("session"), Secrets.bytes(32)), CLOCK);
        SignIn signIn = new SignIn(tokens, sessions, clients, CLOCK);
        server = WebServer.with(JaxRs.config(new Views())
                .register(new AuthFilter(tokens, sessions, signIn))
                .register(new RequireRole())
                .register(new TokensResource(tokens))
                .register(new EnrolmentSecretsResource(secrets))
                .register(new Doors(signIn)));
    }

    @AfterAll
    static void stop() {
        server.close();
        db.close();
    }

    @Test
    void theFirstStartLeavesAnAdminTokenInAFileAndASecondStartNone() throws Exception {
        assertThat(bearer("/api/v1/tokens", admin).statusCode()).isEqualTo(200);
        FirstToken.ensure(tokens, home.resolve("second"));
        assertThat(home.resolve("second")).doesNotExist();
    }

    @Test
    void aStartThatWasKilledBetweenFileAndDatabaseIsFinishedByTheNext() throws Exception {
        try (TestDb empty = TestDb.h2()) {
            Files.writeString(home.resolve("left-behind"), "ztp_left-behind\n");
            ApiTokens others = new ApiTokens(empty.db(), CLOCK);
            FirstToken.ensure(others, home.resolve("left-behind"));
            assertThat(others.find("ztp_left-behind"))
                    .get()
                    .extracting(ApiToken::role)
                    .isEqualTo(Role.ADMIN);
        }
    }

    @Test
    void aTokenIsShownOnceAndItsHashNever() throws Exception {
        HttpResponse<String> made = create("shown once", "viewer");
        assertThat(made.statusCode()).isEqualTo(201);
        String secret = json(made).get("token").asText();
        assertThat(secret).matches("ztp_[A-Za-z0-9_-]{43}");
        String list = bearer("/api/v1/tokens", admin).body();
        assertThat(list).contains("\"shown once\"").doesNotContain(secret).doesNotContain(Secrets.hash(secret));
    }

    @Test
    void aNameIsTakenOnce() throws Exception {
        create("twice", "viewer");
        assertThat(create("twice", "viewer").statusCode()).isEqualTo(409);
        assertThat(create("a\u0000b", "viewer").statusCode()).isEqualTo(422);
        assertThat(create("other", "emperor").statusCode()).isEqualTo(422);
    }

    @Test
    void aTokenIsFoundByItsIndex() {
        String secret = tokens.create("indexed", Role.VIEWER).secret();
        List<String> statements = db.sql().during(() -> tokens.find(secret));
        assertThat(statements.get(0)).contains("where").contains("hash=?");
    }

    @Test
    void theUseOfATokenIsNotedOnceAMinute() {
        ApiTokens.Created made = tokens.create("used", Role.VIEWER);
        tokens.find(made.secret());
        CLOCK.advance(Duration.ofSeconds(59));
        assertThat(db.sql().during(() -> tokens.find(made.secret()))).noneMatch(sql -> sql.startsWith("update"));
        CLOCK.advance(Duration.ofSeconds(2));
        tokens.find(made.secret());
        assertThat(tokens.find(made.token().id()).orElseThrow().lastUsed())
                .isEqualTo(CLOCK.instant().truncatedTo(ChronoUnit.MICROS));
    }

    @Test
    void withoutATokenTheApiAsksForOne() throws Exception {
        HttpResponse<String> answer = server.get("/api/v1/tokens");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer realm=\"ztp\"");
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    }

    @ParameterizedTest
    @CsvSource({"Bearer ztp_nonsense", "Bearer ", "Basic YTpi", "bearer"})
    void aWrongHeaderIsNoToken(String header) {
        HttpResponse<String> answer =
                server.send(server.request("/api/v1/tokens").header("Authorization", header));
        assertThat(answer.statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({
        "announcer, 200, 403, 403",
        "viewer, 403, 200, 403",
        "operator, 200, 200, 403",
        "admin, 200, 200, 200",
    })
    void eachRoleOpensItsDoors(String role, int announce, int view, int administer) {
        String secret = tokens.create("door " + role, Role.parse(role)).secret();
        assertThat(bearer("/api/v1/announce", secret).statusCode()).isEqualTo(announce);
        assertThat(bearer("/ui/devices", secret).statusCode()).isEqualTo(view);
        assertThat(bearer("/api/v1/tokens", secret).statusCode()).isEqualTo(administer);
    }

    @Test
    void aPageSendsStrangersToTheSignIn() {
        HttpResponse<String> page = server.get("/ui/devices");
        assertThat(page.statusCode()).isEqualTo(303);
        assertThat(page.headers().firstValue("Location")).contains("../ui/sign-in");
        HttpResponse<String> piece = server.send(server.request("/ui/devices").header("HX-Request", "true"));
        assertThat(piece.headers().firstValue("HX-Redirect")).contains("../ui/sign-in");
    }

    @Test
    void aSessionOpensThePagesAndAFormNeedsItsToken() {
        String cookie = signIn(tokens.create("session", Role.OPERATOR).secret());
        HttpResponse<String> page = with(cookie, server.request("/ui/devices"));
        assertThat(page.statusCode()).isEqualTo(200);
        String csrf = page.body();

        assertThat(post(cookie, "name=x").statusCode()).isEqualTo(403);
        assertThat(post(cookie, "name=x&csrf=" + csrf.replace(csrf.charAt(0), '.'))
                        .statusCode())
                .isEqualTo(403);
        assertThat(post(cookie, "name=x&csrf=" + csrf).body()).isEqualTo("session x");
        HttpRequest.Builder byHeader = form("/ui/devices", "name=y").header("X-CSRF-Token", csrf);
        assertThat(with(cookie, byHeader).body()).isEqualTo("session y");
    }

    @Test
    void aSessionEndsWithItsToken() {
        ApiTokens.Created made = tokens.create("to be revoked", Role.VIEWER);
        String cookie = signIn(made.secret());
        assertThat(with(cookie, server.request("/ui/devices")).statusCode()).isEqualTo(200);
        HttpRequest.Builder delete =
                server.request("/api/v1/tokens/" + made.token().id()).DELETE();
        assertThat(server.send(delete.header("Authorization", "Bearer " + admin))
                        .statusCode())
                .isEqualTo(204);
        assertThat(with(cookie, server.request("/ui/devices")).statusCode()).isEqualTo(303);
        assertThat(bearer("/ui/devices", made.secret()).statusCode()).isEqualTo(303);
    }

    @Test
    void theCookieIsForThisApplicationAndNoScript() {
        String secret = tokens.create("cookie", Role.VIEWER).secret();
        String plain = setCookie(signInFrom("192.0.2.9", secret));
        assertThat(plain)
                .contains("HttpOnly")
                .contains("SameSite=Strict")
                .contains("Path=/ztp")
                .doesNotContain("Secure");
        HttpRequest.Builder behindProxy = form("/ui/sign-in", "token=" + secret)
                .header("X-Forwarded-For", "192.0.2.9")
                .header("X-Forwarded-Proto", "https")
                .header("X-Forwarded-Prefix", "/site/a/ztp");
        assertThat(setCookie(server.send(behindProxy))).contains("Secure").contains("Path=/site/a/ztp");
    }

    @Test
    void theBrowserLearnsOfTheLaterEnd() {
        String cookie = signIn(tokens.create("sliding", Role.VIEWER).secret());
        assertThat(with(cookie, server.request("/ui/devices")).headers().firstValue("Set-Cookie"))
                .isEmpty();
        CLOCK.advance(Duration.ofHours(1));
        HttpResponse<String> later = with(cookie, server.request("/ui/devices"));
        assertThat(setCookie(later)).startsWith("ztp_session=").isNotEqualTo(cookie);
        HttpResponse<String> out = with(cookie, form("/ui/sign-out", ""));
        assertThat(out.headers().allValues("Set-Cookie"))
                .singleElement()
                .asString()
                .contains("Max-Age=0");
    }

    @Test
    void whoGuessesAtTheSignInWaits() {
        for (int i = 0; i < 5; i++) {
            assertThat(signInFrom("198.51.100.5", "guess" + i).statusCode()).isEqualTo(401);
        }
        HttpResponse<String> waiting = signInFrom("198.51.100.5", admin);
        assertThat(waiting.statusCode()).isEqualTo(429);
        assertThat(waiting.headers().firstValue("Retry-After")).isPresent();
        assertThat(signInFrom("198.51.100.6", admin).statusCode()).isEqualTo(204);
    }

    @Test
    void anAnnouncersTokenIsNoKeyToThePages() {
        String secret = tokens.create("hook", Role.ANNOUNCER).secret();
        assertThat(signInFrom("198.51.100.7", secret).statusCode()).isEqualTo(401);
    }

    @Test
    void theLastAdministratorStays() {
        JsonNode all = json(bearer("/api/v1/tokens", admin)).get("items");
        long last = -1;
        for (JsonNode token : all) {
            if (token.get("name").asText().equals("admin")) {
                last = token.get("id").asLong();
            } else if (token.get("role").asText().equals("admin")) {
                tokens.delete(token.get("id").asLong());
            }
        }
        HttpRequest.Builder delete = server.request("/api/v1/tokens/" + last).DELETE();
        HttpResponse<String> answer = server.send(delete.header("Authorization", "Bearer " + admin));
        assertThat(answer.statusCode()).isEqualTo(409);
        HttpRequest.Builder nobody = server.request("/api/v1/tokens/999999").DELETE();
        assertThat(server.send(nobody.header("Authorization", "Bearer " + admin))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void anEnrolmentSecretIsShownOnceAndEndsWithAll() {
        HttpRequest.Builder create = server.request("/api/v1/enrolment-secrets").POST(BodyPublishers.noBody());
        HttpResponse<String> made = server.send(create.header("Authorization", "Bearer " + admin));
        assertThat(made.statusCode()).isEqualTo(201);
        String secret = json(made).get("secret").asText();
        assertThat(isValid(secret)).isTrue();
        assertThat(isValid("another")).isFalse();
        assertThat(isValid(null)).isFalse();
        HttpRequest.Builder delete = server.request("/api/v1/enrolment-secrets").DELETE();
        assertThat(server.send(delete.header("Authorization", "Bearer " + admin))
                        .statusCode())
                .isEqualTo(204);
        assertThat(isValid(secret)).isFalse();
    }

    private static boolean isValid(String secret) {
        return db.db().tx(tx -> secrets.isValid(tx, secret));
    }

    private static HttpResponse<String> create(String name, String role) throws Exception {
        String body = Json.MAPPER.writeValueAsString(new TokensResource.NewToken(name, role));
        return server.send(server.request("/api/v1/tokens")
                .header("Authorization", "Bearer " + admin)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> bearer(String path, String secret) {
        return server.send(server.request(path).header("Authorization", "Bearer " + secret));
    }

    private static HttpResponse<String> with(String cookie, HttpRequest.Builder request) {
        return server.send(request.header("Cookie", cookie));
    }

    private static HttpResponse<String> post(String cookie, String form) {
        return with(cookie, form("/ui/devices", form));
    }

    private static HttpRequest.Builder form(String path, String form) {
        return server.request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form));
    }

    private static HttpResponse<String> signInFrom(String address, String secret) {
        return server.send(form("/ui/sign-in", "token=" + secret).header("X-Forwarded-For", address));
    }

    private static String signIn(String secret) {
        return setCookie(signInFrom("192.0.2.10", secret)).replaceAll(";.*", "");
    }

    private static String setCookie(HttpResponse<String> answer) {
        return answer.headers().firstValue("Set-Cookie").orElse("");
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return Json.MAPPER.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError(answer.body(), e);
        }
    }
}
