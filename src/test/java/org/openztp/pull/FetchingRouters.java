package org.openztp.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.awaitility.core.ConditionFactory;
import org.openztp.testkit.Lab;
import org.openztp.testkit.LabImage;
import org.openztp.testkit.LabRouter;
import org.openztp.testkit.ServerApi;

/** Routers of a lab that refuse SSH and fetch their work, and what their server says of them. */
final class FetchingRouters {
    static final String AGENT = "/usr/sbin/ztp-agent";
    static final String OLD = "23.05.3";
    static final String NEW = "24.10.1";
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final Lab lab;
    private final ServerApi api;

    FetchingRouters(Lab lab, ServerApi api) {
        this.lab = lab;
        this.api = api;
    }

    /** Keeps an image of {@link #NEW} for this board in a build of its own. */
    long upload(String board, int bytes) throws Exception {
        String version = NEW + "-" + board.replace(',', '-');
        LabImage content = LabImage.of(NEW, bytes, List.of(board));
        return api.storeImage("lab/" + version, "lab.bin", content.bytes());
    }

    LabRouter add() throws IOException {
        LabRouter router = lab.add();
        router.ip();
        router.refuseSsh();
        return router;
    }

    /** @param port by which it reaches its server */
    LabRouter provisioned(int port) throws IOException {
        LabRouter router = add();
        bootstrap(router, port, "");
        becomes(router, "PROVISIONED");
        return router;
    }

    /** @param environment of the bootstrap script, each with a space after it */
    String bootstrap(LabRouter router, int port, String environment) {
        return router.must("wget -qO- http://%s:%d/ztp/bootstrap | %sZTP_PULL=1 sh 2>&1"
                .formatted(lab.serverAddress(), port, environment));
    }

    /** As cron does; does nothing while it is at it. */
    void ask(LabRouter router) {
        router.sh("(" + AGENT + " &) </dev/null >/dev/null 2>&1");
    }

    void becomes(LabRouter router, String state) {
        asks(
                router,
                "it to be " + state,
                () -> device(router).path("state").asText().equals(state));
    }

    /** It asks all the time, as cron does now and then. */
    void asks(LabRouter router, String what, Callable<Boolean> until) {
        patiently(what).until(() -> {
            ask(router);
            return until.call();
        });
    }

    static ConditionFactory patiently(String what) {
        return await(what).atMost(PATIENCE).pollInterval(Duration.ofSeconds(1));
    }

    JsonNode device(LabRouter router) {
        return get("/devices?mac=" + router.mac()).path("items").path(0);
    }

    private long id(LabRouter router) {
        return device(router).path("id").asLong();
    }

    private JsonNode get(String path) {
        try {
            return api.get(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param options letters of sysupgrade */
    long order(LabRouter router, long image, String... options) throws IOException {
        String letters = String.join(
                ",",
                List.of(options).stream().map(each -> '"' + each + "\":true").toList());
        String wish = "{\"image\":" + image + ",\"options\":{" + letters + "}}";
        return api.post("/devices/" + id(router) + "/upgrades", wish).path("id").asLong();
    }

    HttpResponse<String> answerToOrder(LabRouter router, long image) throws Exception {
        return send("POST", "/devices/" + id(router) + "/upgrades", ("{\"image\":" + image + "}").getBytes());
    }

    private HttpResponse<String> send(String method, String path, byte[] body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(api.url("/api/v1" + path) + ""))
                .header("Authorization", "Bearer " + api.adminToken())
                .header("Content-Type", path.endsWith(".bin") ? "application/octet-stream" : "application/json")
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    void approve(LabRouter router) throws IOException {
        api.post("/devices/" + id(router) + "/approve", "");
    }

    JsonNode upgrade(long id) {
        return get("/upgrades/" + id);
    }

    String state(long id) {
        return upgrade(id).path("state").asText();
    }

    /** The router asks all the time. */
    JsonNode ends(LabRouter router, long id, String end) {
        asks(router, "the end of " + id, () -> upgrade(id).path("endedAt").isTextual());
        JsonNode done = upgrade(id);
        assertThat(done.path("state").asText())
                .as(() -> done.toPrettyString() + told(router))
                .isEqualTo(end);
        return done;
    }

    void ends(LabRouter router, long id, String end, String code) {
        JsonNode done = ends(router, id, end);
        assertThat(done.path("code").asText())
                .as(() -> done.toPrettyString() + told(router))
                .isEqualTo(code);
    }

    /** The programs of its upgrades. */
    List<JsonNode> runs(LabRouter router) {
        List<JsonNode> upgrades = new ArrayList<>();
        get("/script-runs?device=" + id(router)).path("items").forEach(upgrades::add);
        upgrades.removeIf(run -> !run.path("script").asText().equals("upgrade"));
        return upgrades;
    }

    /** Its history, with what its programs printed. */
    String told(LabRouter router) {
        return get("/events?limit=300&device=" + id(router)).toPrettyString();
    }
}
