package org.openztp.image.asu;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.http.Json;
import org.openztp.image.upstream.SampleUpstream;
import org.openztp.openwrt.Sha256;
import org.openztp.signature.TrustedKeys;
import org.openztp.signature.Verifier;

/** Clients from their first question to their file: those that were recorded, and very many at once. */
class AsuClientsIT {
    private static final int CLIENTS = 1000;
    private static final int IMAGES = 50;
    private static final int AT_ONCE = 100;

    @TempDir
    private static Path home;

    private static AsuStage stage;

    @BeforeAll
    static void start() throws IOException {
        stage = AsuStage.start(home, "images.builders", "2", "http.trusted-proxies", "127.0.0.1/32");
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mock.log", "mock-luci.log", "mock-ofs.log", "mock-auc.log"})
    void whatAClientWasSeenToAskLeadsToItsFile(String log) throws IOException {
        String hash = null;
        for (Recorded each : Recorded.read(log)) {
            if (each.isOf("/store/")) {
                stage.awaitStatus(hash, 200);
            }
            HttpResponse<String> answer = send(each, hash);

            assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
                    .hasValue("*");
            assertThat(answer.statusCode()).as(each + "\n" + answer.body()).isIn(expected(each));
            if (each.verb().equals("POST")) {
                hash = AsuStage.json(answer).path("request_hash").asText();
            } else if (each.isOf("/store/")) {
                assertThat(Sha256.hex(answer.body()))
                        .isEqualTo(sysupgrade(hash).path("sha256").asText());
            }
        }
        assertThat(hash).isNotNull();
    }

    @Test
    void owutWhoseImageCannotBeMadeLearnsWhy() throws IOException {
        String hash = null;
        HttpResponse<String> answer = null;
        for (Recorded each : Recorded.read("mock-fail.log")) {
            Recorded asked = each;
            if (each.verb().equals("POST")) {
                ObjectNode order = (ObjectNode) Json.MAPPER.readTree(each.body());
                order.withObject("packages_versions").put(OtherAsu.BROKEN, "1.0");
                asked = new Recorded(each.verb(), each.path(), each.headers(), order.toString());
            } else if (each.verb().equals("GET") && each.isOf("/build/")) {
                stage.awaitStatus(hash, 500);
            }
            answer = send(asked, hash);
            assertThat(answer.statusCode())
                    .as(each + "\n" + answer.body())
                    .isIn(each.isOf("/build") ? List.of(202, 500) : expected(each));
            hash = each.verb().equals("POST")
                    ? AsuStage.json(answer).path("request_hash").asText()
                    : hash;
        }

        assertThat(answer.statusCode()).isEqualTo(500);
        new Expected("/status=500 ;; /detail~Error while building ;; /stdout? ;; /stderr=no rule for luck")
                .check(answer);
    }

    /** What owut keeps of a router: its board, what was installed on purpose, and all that is installed. */
    @Test
    void theRouterThatWasRecordedIsOfferedTheNextVersionAndGetsItsImage() throws IOException {
        JsonNode board = AsuStage.fixture("wire/board.json");
        JsonNode release = board.path("release");
        ObjectNode check = Json.MAPPER
                .createObjectNode()
                .put("distro", release.path("distribution").asText())
                .put("version", release.path("version").asText())
                .put("revision", release.path("revision").asText())
                .put("target", release.path("target").asText());
        check.set("installed", AsuStage.fixture("wire/packages-all.json"));
        JsonNode offered = AsuStage.json(stage.send("POST", "/api/upgrade-check", check.toString()));
        assertThat(offered.path("version").asText()).isEqualTo("23.05.5");
        assertThat(offered.path("upgrades")).isNotEmpty();

        ObjectNode order = Json.MAPPER
                .createObjectNode()
                .put("version", offered.path("version").asText())
                .put("target", release.path("target").asText())
                .put("profile", board.path("board_name").asText())
                .put("filesystem", board.path("rootfs_type").asText());
        AsuStage.fixture("wire/packages-top.json").fieldNames().forEachRemaining(order.withArray("packages")::add);
        String hash = stage.ended(order);
        JsonNode made = AsuStage.json(stage.get("/api/v1/build/" + hash));
        assertThat(made.path("request").path("filesystem").asText()).isEqualTo("squashfs");
        assertThat(stage.get("/store/" + hash + "/"
                                + sysupgrade(hash).path("name").asText())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void everyRecordingIsReplayed() throws IOException {
        try (Stream<Path> files = Files.list(AsuStage.fixtures().resolve("wire"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "mock.log",
                            "mock-luci.log",
                            "mock-ofs.log",
                            "mock-auc.log",
                            "mock-fail.log",
                            "mock02-18.06.log",
                            "mock02-19.07.log",
                            "board.json",
                            "packages-all.json",
                            "packages-top.json");
        }
    }

    private static List<Integer> expected(Recorded asked) {
        if (asked.verb().equals("OPTIONS")) {
            return List.of(204);
        }
        if (asked.isOf("/build")) {
            return List.of(200, 202);
        }
        return List.of(asked.isOf("faillogs") ? 404 : 200);
    }

    /** The client follows what it was told: the upstream's address, its own hash, the name of the file. */
    private static HttpResponse<String> send(Recorded asked, String hash) {
        String path = asked.path();
        if (path.startsWith("/releases/")) {
            path = "/json/v1" + path;
        }
        if (hash != null) {
            path = path.replaceAll("[0-9a-f]{64}", hash);
        }
        if (path.startsWith("/store/")) {
            path = path.replaceFirst(
                    "/[^/?]+(\\?.*)?$", "/" + sysupgrade(hash).path("name").asText() + "$1");
        }
        String body = asked.body().isEmpty() ? null : asked.body();
        return stage.send(asked.verb(), path, body, asked.headers().toArray(String[]::new));
    }

    private static JsonNode sysupgrade(String hash) {
        JsonNode images = AsuStage.json(stage.get("/api/v1/build/" + hash)).path("images");
        for (JsonNode image : images) {
            if (image.path("type").asText().equals("sysupgrade")) {
                return image;
            }
        }
        throw new AssertionError("no image to upgrade to: " + images);
    }

    /** Each answer gives auc what it asks with next: the version and the packages, the hash, the place of the file. */
    @ParameterizedTest
    @ValueSource(strings = {"mock02-18.06.log", "mock02-19.07.log"})
    void whatAucOf2018And2019WasSeenToAskLeadsToItsFile(String log) throws IOException {
        JsonNode last = null;
        String image = null;
        List<String> sums = new ArrayList<>();
        for (Recorded each : Recorded.read(log)) {
            String path = each.path();
            String body = each.body().isEmpty() ? null : each.body();
            if (path.equals("/api/upgrade-request")) {
                ObjectNode order = (ObjectNode) Json.MAPPER.readTree(body);
                order.set("version", last.path("version"));
                order.set("packages", last.path("packages"));
                body = order.toString();
            } else if (path.startsWith("/api/upgrade-request/")) {
                path = "/api/upgrade-request/" + last.path("request_hash").asText();
            } else if (!path.startsWith("/api/")) {
                last = made(each, last);
                image = image == null ? place(last) : image;
                path = each.isOf("sha256sums")
                        ? image.replaceFirst("[^/]*$", each.path().replaceAll(".*/", ""))
                        : image;
            }
            HttpResponse<String> answer =
                    stage.send(each.verb(), path, body, each.headers().toArray(String[]::new));

            int status = answer.statusCode();
            assertThat(status).as(each + "\n" + answer.body()).isIn(200, 202);
            if (each.isOf("sha256sums")) {
                sums.add(answer.body());
            }
            if (each.isOf("/api/")) {
                last = AsuStage.json(answer);
            } else if (path.equals(image)) {
                assertThat(answer.body()).isEqualTo(OtherAsu.content(image.replaceAll(".*/", "")));
            }
        }
        assertThat(image).isNotNull();
        if (!sums.isEmpty()) {
            assertSigned(sums.get(0), sums.get(1));
        }
    }

    /** As a router does that has the key in a folder. */
    private static void assertSigned(String text, String signature) throws IOException {
        Path keys = Files.createDirectories(home.resolve("trusted"));
        Files.writeString(
                keys.resolve(signature.lines().findFirst().orElseThrow().replaceAll(".* ", "")),
                stage.get("/download/image-key.pub").body());
        byte[] message = text.getBytes(UTF_8);
        Verifier verifier = new Verifier(TrustedKeys.read(keys), InstantSource.system());

        assertThat(verifier.verify(signature.getBytes(UTF_8), message, message.length)
                        .keys())
                .hasSize(1);
        message[0] ^= 1;
        assertThat(verifier.verify(signature.getBytes(UTF_8), message, message.length)
                        .keys())
                .isEmpty();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("keys/image-key"))))
                .isEqualTo("rw-------");
    }

    /** Polls on until the image is made. */
    private static JsonNode made(Recorded like, JsonNode last) {
        return last.has("files")
                ? last
                : await().atMost(Duration.ofSeconds(60))
                        .until(
                                () -> AsuStage.json(stage.send(
                                        "GET",
                                        "/api/upgrade-request/"
                                                + last.path("request_hash").asText(),
                                        null,
                                        like.headers().toArray(String[]::new))),
                                answer -> answer.has("files"));
    }

    /** As auc puts it together. */
    private static String place(JsonNode made) {
        String name = made.path("sysupgrade").asText();
        String base = stage.server.url().toString();
        return name.startsWith(base)
                ? name.substring(base.length())
                : "/" + made.path("files").asText() + "/" + name;
    }

    @Test
    void aNewSyncIsSeenByAll() throws IOException {
        String path = "/api/v1/revision/22.03.7/ath79/generic";
        assertThat(AsuStage.json(stage.get(path)).path("revision").asText()).isEqualTo("r24106-10cc5fcd00");

        new SampleUpstream(home.resolve("upstream")).revised("22.03.7", AsuStage.ATH79, "r24999-00000000aa");
        stage.sync();

        await().atMost(Duration.ofSeconds(60))
                .until(() ->
                        AsuStage.json(stage.get(path)).path("revision").asText().equals("r24999-00000000aa"));
    }

    @Test
    void aThousandClientsGetTheirFilesOfFiftyImagesThatAreMadeOnceEach() throws Exception {
        int before = stage.builder.asked.size();
        Map<Integer, String> hashes = new ConcurrentHashMap<>();
        ExecutorService clients = Executors.newFixedThreadPool(AT_ONCE);
        try {
            Stream<Callable<String>> all = IntStream.range(0, CLIENTS).mapToObj(i -> () -> {
                String hash = order(i);
                assertThat(hashes.computeIfAbsent(i % IMAGES, image -> hash)).isEqualTo(hash);
                await().atMost(Duration.ofSeconds(120))
                        .pollInterval(Duration.ofMillis(200))
                        .until(() -> stage.get("/api/v1/build/" + hash).statusCode() == 200);
                String name = sysupgrade(hash).path("name").asText();
                return stage.get("/store/" + hash + "/" + name).body().replace(OtherAsu.content(name), "its file");
            });
            for (Future<String> each : clients.invokeAll(all.toList())) {
                assertThat(each.get()).isEqualTo("its file");
            }
        } finally {
            clients.shutdownNow();
        }

        assertThat(hashes.values()).hasSize(IMAGES).doesNotHaveDuplicates();
        assertThat(stage.builder.asked.size() - before).isEqualTo(IMAGES);
    }

    private static String order(int client) {
        HttpResponse<String> answer = AsuStage.send(HttpRequest.newBuilder(stage.url("/api/v1/build"))
                .header("X-Forwarded-For", "10.1." + client / 250 + "." + client % 250)
                .POST(BodyPublishers.ofString(
                        AsuStage.wish("toy-" + client % IMAGES).toString()))
                .build());
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 202);
        return AsuStage.json(answer).path("request_hash").asText();
    }
}
