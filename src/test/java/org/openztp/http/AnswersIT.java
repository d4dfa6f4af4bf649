package org.openztp.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openztp.openwrt.MacAddress;
import org.openztp.testkit.WebServer;

class AnswersIT {
    private static WebServer server;

    record Sheep(String name, int legs, Instant born) {}

    @Path("/")
    @Produces("application/json")
    public static final class Meadow {
        @GET
        @Path("api/v1/sheep/{id}")
        public Sheep one(@PathParam("id") long id, @QueryParam("limit") Integer limit) {
            if (id == 7) {
                throw Problem.notFound("no sheep 7");
            }
            if (id == 13) {
                throw new IllegalStateException("secret of the shepherd");
            }
            return new Sheep("s" + id, 4, Instant.parse("2026-03-29T01:30:00.123456Z"));
        }

        @POST
        @Path("api/v1/sheep")
        @Consumes("application/json")
        public Sheep add(Sheep sheep) {
            return sheep;
        }

        @GET
        @Path("api/v1/mac")
        public String mac(@QueryParam("mac") String mac) {
            return MacAddress.parse(mac).value();
        }

        @POST
        @Path("register")
        @Consumes("application/x-www-form-urlencoded")
        @Produces("text/plain")
        public String register(@FormParam("mac") String mac) {
            return MacAddress.parse(mac == null ? "" : mac).value();
        }

        @POST
        @Path("api/v1/fields")
        public String field(@FormParam("name") String name) {
            return name;
        }

        @GET
        @Path("ui/broken")
        @Produces("text/html")
        public Response broken() {
            throw Problem.conflict("<b>two</b> shepherds");
        }

        @GET
        @Path("ui/a/b")
        public Response elsewhere(@Context UriInfo uri) {
            return Views.goTo(uri, "ui/devices");
        }
    }

    @BeforeAll
    static void start() {
        server = WebServer.with(JaxRs.config(new Views()).register(new Meadow()));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void instantsAreIso8601AndNamesAreCamelCase() {
        HttpResponse<String> answer = server.get("/api/v1/sheep/1");
        assertThat(answer.body()).isEqualTo("{\"name\":\"s1\",\"legs\":4,\"born\":\"2026-03-29T01:30:00.123456Z\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/v1/sheep/7           | 404 | Not found     | no sheep 7",
                "/api/v1/sheep/seven       | 404 | Not found     | there is nothing with this id",
                "/api/v1/sheep/99999999999999999999 | 404 | Not found | there is nothing with this id",
                "/api/v1/sheep/1?limit=all | 422 | Unprocessable | limit: not a value this address takes",
                "/api/v1/goats             | 404 | Not Found     | there is nothing at this address",
                "/api/v1/sheep             | 405 | Method Not Allowed | this address takes POST,OPTIONS",
                "/nothing                  | 404 | Not Found     | there is nothing at this address",
            })
    void aRefusalIsAProblem(String path, int status, String title, String detail) throws Exception {
        HttpResponse<String> answer = server.get(path);
        JsonNode problem = problem(answer, status);
        assertThat(problem.get("title").asText()).isEqualTo(title);
        assertThat(problem.get("detail").asText()).isEqualTo(detail);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\":\"x\",\"wings\":2}       | 422 | wings: unknown field",
                "{\"name\":\"x\",\"legs\":\"four\"} | 422 | legs: not a value this field takes",
                "{\"name\":\"x\",\"born\":\"soon\"} | 422 | born: not a value this field takes",
                "{\"name\":\"x\",\"name\":\"y\"}    | 400 | malformed JSON at line 1, column 19",
                "{\"name\":                         | 400 | malformed JSON at line 1, column 9",
                "{} {}                              | 422 | not a value this field takes",
                "[]                                 | 422 | not a value this field takes",
                "null                               | 400 | a body is wanted",
                "''                                 | 400 | the request could not be understood",
            })
    void badJsonIsAnsweredWithThePlaceOfTheFault(String body, int status, String detail) throws Exception {
        HttpResponse<String> answer = post("/api/v1/sheep", "application/json", body);
        assertThat(problem(answer, status).get("detail").asText()).isEqualTo(detail);
    }

    @Test
    void anotherContentTypeIs415() throws Exception {
        problem(post("/api/v1/sheep", "application/xml", "<sheep/>"), 415);
        problem(post("/api/v1/fields", "application/json", "{}"), 415);
        problem(server.send(server.request("/api/v1/fields").POST(BodyPublishers.noBody())), 415);
        problem(post("/register", "multipart/form-data; boundary=x", "--x--"), 415);
    }

    @Test
    void anUnknownAcceptIs406() throws Exception {
        problem(server.send(server.request("/api/v1/sheep/1").header("Accept", "image/png")), 406);
    }

    @Test
    void anInvalidValueIs422ForTheApiAnd400ForRegister() throws Exception {
        problem(server.get("/api/v1/mac?mac=zzz"), 422);
        problem(post("/register", "application/x-www-form-urlencoded", "mac=zzz"), 400);
        assertThat(post("/register", "application/x-www-form-urlencoded", "mac=AA-BB-CC-DD-EE-F0")
                        .body())
                .isEqualTo("aa:bb:cc:dd:ee:f0");
    }

    @ParameterizedTest
    @CsvSource({
        "/register, application/x-www-form-urlencoded, 65536, true",
        "/register, application/x-www-form-urlencoded, 65536, false",
        "/api/v1/sheep, application/json, 1048576, true",
        "/api/v1/sheep, application/json, 1048576, false",
    })
    void aBodyThatIsTooLongIsRefusedAnnouncedOrNot(String path, String type, int limit, boolean announced)
            throws Exception {
        String open = type.endsWith("json") ? "{\"name\":\"" : "mac=";
        byte[] body = (open + "x".repeat(limit)).getBytes();
        var request = server.request(path).header("Content-Type", type);
        request.POST(
                announced
                        ? BodyPublishers.ofByteArray(body)
                        : BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)));
        JsonNode problem = problem(server.send(request), 413);
        assertThat(problem.get("detail").asText()).contains(Integer.toString(limit));
    }

    @Test
    void whatNobodyForesawTellsNothingButAnIncidentThatTheLogKnowsOnce() throws Exception {
        Logger logger = Logger.getLogger(ErrorMapper.class.getName());
        Kept kept = new Kept();
        logger.addHandler(kept);
        try {
            HttpResponse<String> answer = server.get("/api/v1/sheep/13");
            String detail = problem(answer, 500).get("detail").asText();
            assertThat(answer.body()).doesNotContain("shepherd").doesNotContain("Exception");
            String id = detail.replaceAll(".*incident ([0-9a-f]{8}).*", "$1");
            assertThat(kept.lines).containsOnlyOnce("incident " + id + ": GET /api/v1/sheep/13 failed");
        } finally {
            logger.removeHandler(kept);
        }
    }

    @Test
    void underUiAnErrorIsAPage() {
        HttpResponse<String> answer = server.get("/ui/broken");
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/html;charset=utf-8");
        assertThat(answer.body()).contains("&lt;b&gt;two").doesNotContain("<b>two");
        assertThat(server.get("/ui/nothing/here").statusCode()).isEqualTo(404);
    }

    @Test
    void aRedirectIsRelativeSoThatNoProxyHasToMendIt() {
        HttpResponse<String> answer = server.get("/ui/a/b");
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location")).contains("../../ui/devices");
    }

    @Test
    void everyAnswerCarriesTheSecurityHeaders() {
        for (String path : new String[] {"/ui/broken", "/api/v1/sheep/1", "/api/v1/sheep/13", "/static/none.css"}) {
            var headers = server.get(path).headers();
            assertThat(headers.firstValue("Content-Security-Policy").orElse("")).contains("default-src 'none'");
            assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(headers.firstValue("Referrer-Policy")).contains("no-referrer");
            assertThat(headers.firstValue("Cache-Control"))
                    .contains(path.startsWith("/static") ? "no-cache" : "no-store");
        }
    }

    private static HttpResponse<String> post(String path, String type, String body) {
        return server.send(server.request(path).header("Content-Type", type).POST(BodyPublishers.ofString(body)));
    }

    private static JsonNode problem(HttpResponse<String> answer, int status) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonNode problem = Json.MAPPER.readTree(answer.body());
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("type").asText()).isEqualTo("about:blank");
        return problem;
    }

    private static final class Kept extends Handler {
        private final List<String> lines = new CopyOnWriteArrayList<>();

        @Override
        public void publish(LogRecord entry) {
            lines.add(new SimpleFormatter().formatMessage(entry));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
