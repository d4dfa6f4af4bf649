package org.openztp.image.asu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
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
import org.openztp.http.Json;
import org.openztp.image.upstream.SampleUpstream;
import org.openztp.openwrt.Sha256;
import org.openztp.testkit.ServerApi;
import org.openztp.testkit.TestServer;

/** A whole server with a catalogue that it has read from a folder, whose images another server makes. */
final class AsuStage implements AutoCloseable {
    static final String ATH79 = "ath79/generic";

    /** Nobody can make images for it. */
    private static final String NO_BUILDER = "nobuilder/generic";

    /** One that the operator allows. */
    static final String KEY = "RWSEv8iKFxZld6vicE1icWhYNfEV9PM7C9MKUKl+YNEKB+PdAWGDF5Z9";

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Path FIXTURES = Path.of("src", "test", "resources", "org", "openztp", "image", "asu");

    final OtherAsu builder;
    final TestServer server;
    private final ServerApi api;

    private AsuStage(OtherAsu builder, TestServer server, Path home) {
        this.builder = builder;
        this.server = server;
        this.api = new ServerApi(server.url(), home);
    }

    static AsuStage start(Path home, String... settings) throws IOException {
        catalogue(home.resolve("upstream"));
        Path conf = Files.createDirectories(home.resolve("conf"));
        String branches = Files.readString(Path.of("conf", "branches.yaml"));
        Files.writeString(conf.resolve("branches.yaml"), branches.replace("branches:\n", "branches:\n  \"1.2\": {}\n"));
        Files.writeString(
                conf.resolve("upstream.yaml"),
                "upstreams: [{name: own, snapshots: true, url: \"" + home.resolve("upstream") + "\"}]\n");
        Files.writeString(
                conf.resolve("image.yaml"),
                "repositories: [\"https://good.example.com/feeds\"]\nkeys: [\"" + KEY + "\"]\n");
        OtherAsu builder = new OtherAsu();
        String[] all = java.util.Arrays.copyOf(settings, settings.length + 2);
        all[settings.length] = "images.asu";
        all[settings.length + 1] = builder.url();
        AsuStage stage = new AsuStage(builder, TestServer.start(home, all), home);
        stage.sync();
        return stage;
    }

    private static void catalogue(Path folder) throws IOException {
        Map<String, String> packages = new HashMap<>(SampleUpstream.packages("toy", 60));
        fixture("wire/packages-all.json").properties().forEach(entry -> packages.put(entry.getKey(), "1.0-2"));
        for (String name : new String[] {
            "luci-app-attendedsysupgrade",
            "firewall",
            "test1",
            "test2",
            "owut",
            "luci-app-package-manager",
            OtherAsu.SLOW,
            OtherAsu.FIRST_STEP,
            OtherAsu.BIG,
            OtherAsu.CONFLICT,
            OtherAsu.BROKEN
        }) {
            packages.put(name, "1.0");
        }
        SampleUpstream upstream = new SampleUpstream(folder)
                .target("23.05.5", ATH79, "mips_24kc", "8dev_carambola2", "tplink_archer-c7-v2")
                .target("23.05.5", "x86/64", "x86_64", "generic")
                .target("23.05.4", ATH79, "mips_24kc", "8dev_carambola2", "tl-wdr4300-v1", "two-v1", "two-v2")
                .target("24.10.0-rc6", ATH79, "mips_24kc", "8dev_carambola2")
                .target("22.03.7", ATH79, "mips_24kc", "8dev_carambola2")
                .target("1.2.3", "testtarget/testsubtarget", "testarch", "testprofile")
                .target("SNAPSHOT", ATH79, "mips_24kc", "8dev_carambola2");
        for (String version : new String[] {"23.05.5", "23.05.4", "24.10.0-rc6", "22.03.7", "SNAPSHOT"}) {
            upstream.feeds(version, "mips_24kc", Map.of("base", packages));
        }
        upstream.feeds("23.05.5", "x86_64", Map.of("base", packages));
        upstream.feeds("1.2.3", "testarch", Map.of("base", packages));
        String place = SampleUpstream.path("23.05.5") + "/targets/" + NO_BUILDER;
        upstream.target("23.05.5", NO_BUILDER, "mips_24kc", "acme_none")
                .write(
                        place + "/sha256sums",
                        Sha256.hex(upstream.read(place + "/profiles.json")) + " *profiles.json\n");
        ObjectNode versions = Json.MAPPER
                .createObjectNode()
                .put("stable_version", "23.05.5")
                .put("oldstable_version", "22.03.7")
                .put("upcoming_version", "24.10.0-rc6");
        for (String name : new String[] {"23.05.5", "23.05.4", "24.10.0-rc6", "22.03.7", "1.2.3"}) {
            versions.withArray("versions_list").add(name);
        }
        upstream.write(".versions.json", versions);
    }

    void sync() throws IOException {
        long before = api.get("/upstreams").path("generation").asLong();
        api.post("/upstreams/sync", "");
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            JsonNode now = api.get("/upstreams");
            return now.path("generation").asLong() > before
                    && now.path("state").asText().equals("IDLE");
        });
    }

    /** What the server's own API tells its administrator. */
    JsonNode told(String path) throws IOException {
        return api.get(path);
    }

    static JsonNode fixture(String name) throws IOException {
        return Json.MAPPER.readTree(Files.readAllBytes(FIXTURES.resolve(name)));
    }

    static Path fixtures() {
        return FIXTURES;
    }

    URI url(String path) {
        return URI.create(server.url() + path);
    }

    /** @param headers pairs of name and value */
    HttpResponse<String> send(String verb, String path, String body, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(url(path)).method(verb, body == null ? BodyPublishers.noBody() : chunked(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return send(request.build());
    }

    /** As all of the command lines send it. */
    private static HttpRequest.BodyPublisher chunked(String body) {
        byte[] bytes = body.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return BodyPublishers.ofInputStream(() -> (InputStream) new java.io.ByteArrayInputStream(bytes));
    }

    static HttpResponse<String> send(HttpRequest request) {
        try {
            return HTTP.send(request, BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<String> get(String path) {
        return send("GET", path, null);
    }

    static JsonNode json(HttpResponse<String> answer) {
        try {
            return Json.MAPPER.readTree(answer.body());
        } catch (IOException e) {
            throw new IllegalStateException(answer + ": " + answer.body(), e);
        }
    }

    /** What an image of ours is asked for with. */
    static ObjectNode wish(String... packages) {
        ObjectNode wish = Json.MAPPER
                .createObjectNode()
                .put("version", "23.05.5")
                .put("target", ATH79)
                .put("profile", "8dev_carambola2");
        for (String each : packages) {
            wish.withArray("packages").add(each);
        }
        return wish;
    }

    /** Asks in today's dialect; its hash. */
    String order(ObjectNode wish) {
        HttpResponse<String> answer = send("POST", "/api/v1/build", wish.toString());
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 202);
        return json(answer).path("request_hash").asText();
    }

    /** Asks, and waits until it is no more under way. */
    String ended(ObjectNode wish) {
        String hash = order(wish);
        awaitStatus(hash, 200, 500);
        return hash;
    }

    void awaitStatus(String hash, Integer... some) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() ->
                        assertThat(get("/api/v1/build/" + hash).statusCode()).isIn((Object[]) some));
    }

    /** Asks for one that does not end, and waits until it is at this step. */
    String started(ObjectNode wish, String step) {
        String hash = order(wish);
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> json(get("/api/v1/build/" + hash))
                        .path("imagebuilder_status")
                        .asText()
                        .equals(step));
        return hash;
    }

    @Override
    public void close() {
        server.close();
        builder.close();
    }
}
