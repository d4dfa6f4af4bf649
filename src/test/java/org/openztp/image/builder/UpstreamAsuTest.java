package org.openztp.image.builder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.http.Json;
import org.openztp.image.BuildFault;
import org.openztp.image.BuildStep;
import org.openztp.image.Builder.Built;
import org.openztp.image.Builder.Down;
import org.openztp.image.Builder.Failed;
import org.openztp.image.Builder.Order;
import org.openztp.image.ImageRequest;
import org.openztp.openwrt.Sha256;

/** Another attended sysupgrade server that answers as the recorded one does, or worse. */
class UpstreamAsuTest {
    private static final String HASH = "ab".repeat(32);
    private static final String IMAGE = "an image";
    private static final Bounds BOUNDS = new Bounds(Duration.ofSeconds(60), 1, 1000, 1, 1);

    @TempDir
    Path folder;

    private final Deque<String> answers = new ArrayDeque<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private String body;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            body = sent.isEmpty() ? body : sent;
            boolean isFile = exchange.getRequestURI().getPath().startsWith("/asu/store/");
            String answer = isFile ? "200 " + IMAGE : answers.size() > 1 ? answers.poll() : answers.peek();
            byte[] bytes = answer.substring(4).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(
                    Integer.parseInt(answer.substring(0, 3)), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private Built build() throws Failed, Down, InterruptedException {
        return build(BOUNDS, new ArrayList<>());
    }

    private Built build(Bounds bounds, List<BuildStep> steps) throws Failed, Down, InterruptedException {
        URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/asu/");
        ImageRequest request = new ImageRequest(
                "24.10.2",
                "r1",
                "ath79/generic",
                "acme_one",
                new ImageRequest.Packages(null, Map.of("tcpdump", "1"), true),
                "psk=geheim",
                64,
                "ext4",
                null,
                null);
        return new UpstreamAsu(base, bounds, Duration.ofMillis(1))
                .build(new Order(request, request.hash(), folder), steps::add);
    }

    private static String done(String name, String sha256) {
        return "200 {\"detail\":\"done\",\"bin_dir\":\"" + HASH + "\",\"request\":{\"defaults\":\"psk=geheim\"},"
                + "\"stdout\":\"out\",\"stderr\":\"err\",\"manifest\":{\"tcpdump\":\"1\"},\"id\":\"acme_one\","
                + "\"images\":[{\"name\":\"" + name + "\",\"sha256\":\"" + sha256 + "\",\"type\":\"sysupgrade\"}]}";
    }

    @Test
    void anImageIsAskedForWaitedForAndFetched() throws Exception {
        answers.add("529 {\"detail\":\"server overload\"}");
        answers.add("202 {\"detail\":\"queued\",\"queue_position\":1,\"request_hash\":\"" + HASH + "\"}");
        answers.add("202 {\"detail\":\"started\",\"imagebuilder_status\":\"building_image\",\"request_hash\":\"" + HASH
                + "\"}");
        answers.add("404 {\"detail\":\"could not find provided request hash\"}");
        answers.add("202 {\"imagebuilder_status\":\"container_setup\",\"request_hash\":\"" + HASH + "\"}");
        answers.add(done("one.bin", Sha256.hex(IMAGE)));
        List<BuildStep> steps = new ArrayList<>();

        Built built = build(BOUNDS, steps);

        assertThat(built.files().resolve("one.bin")).hasContent(IMAGE);
        JsonNode answer = Json.MAPPER.readTree(built.answer());
        assertThat(answer.fieldNames()).toIterable().containsExactlyInAnyOrder("manifest", "id", "images");
        assertThat(built.output().stderr()).isEqualTo("err");
        assertThat(steps).containsExactly(BuildStep.BUILDING);
        assertThat(asked)
                .containsExactly(
                        "POST /asu/api/v1/build",
                        "POST /asu/api/v1/build",
                        "GET /asu/api/v1/build/" + HASH,
                        "GET /asu/api/v1/build/" + HASH,
                        "POST /asu/api/v1/build",
                        "GET /asu/api/v1/build/" + HASH,
                        "GET /asu/store/" + HASH + "/one.bin");
        assertThat(Json.MAPPER.readTree(body))
                .isEqualTo(
                        Json.MAPPER.readTree("{\"distro\":\"openwrt\",\"version\":\"24.10.2\",\"version_code\":\"r1\","
                                + "\"target\":\"ath79/generic\",\"profile\":\"acme_one\",\"diff_packages\":true,\"client\":\"openztp\","
                                + "\"packages\":[\"tcpdump\"],\"packages_versions\":{\"tcpdump\":\"1\"},\"defaults\":\"psk=geheim\","
                                + "\"rootfs_size_mb\":64,\"filesystem\":\"ext4\"}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "500 | Error: Impossible package selection: missing (a) | NO_PACKAGE",
                "500 | Error: Impossible package selection: conflicts (a, b) | CONFLICT",
                "500 | Error: Selected packages exceed device storage | TOO_BIG",
                "500 | Error: Received incorrect version r2 (requested r1) | WRONG_REVISION",
                "500 | Error: Error while building firmware. See stdout/stderr | BUILD_ERROR",
                "422 | Unsupported package(s): a | BUILD_ERROR",
                "400 | Unsupported profile: x | BUILD_ERROR"
            })
    void itsRefusalsAreTheRequestsOwnFault(int status, String detail, BuildFault fault) {
        answers.add(status + " {\"detail\":\"" + detail + "\",\"stderr\":\"why\"}");

        Failed failed = catchThrowableOfType(Failed.class, this::build);

        assertThat(failed.fault()).isEqualTo(fault);
        assertThat(failed).hasMessage(detail.replaceFirst("^Error: ", ""));
        assertThat(failed.output().stderr()).isEqualTo("why");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "404 {}",
                "403 <html>",
                "200 <html>",
                "200 {}",
                "200 {\"bin_dir\":\"../../etc\",\"images\":[{\"name\":\"a\"}]}",
                "200 {\"bin_dir\":\"ab\",\"images\":[{\"name\":\"../a\",\"sha256\":\"\"}]}",
                "200 {\"bin_dir\":\"ab\",\"images\":[{\"name\":\"a/b\",\"sha256\":\"\"}]}",
                "200 {\"bin_dir\":\"ab\",\"images\":[{\"name\":\"one.bin\",\"sha256\":\"00\"}]}"
            })
    void anAnswerThatMakesNoSenseIsNoFaultOfTheRequest(String answer) {
        answers.add(answer);

        assertThat(catchThrowable(this::build)).isInstanceOf(Down.class);
        assertThat(folder.getParent().resolve("a")).doesNotExist();
    }

    @Test
    void anImageLargerThanOneMayBeIsGivenUp() {
        answers.add(done("one.bin", Sha256.hex(IMAGE)));
        Bounds tight = new Bounds(Duration.ofSeconds(60), 1, IMAGE.length() - 1, 1, 1);

        assertThat(catchThrowable(() -> build(tight, new ArrayList<>())))
                .isInstanceOf(Down.class)
                .hasMessageContaining("more than an image may have");
    }

    @Test
    void oneThatIsNeverDoneIsGivenUp() {
        answers.add("202 {\"request_hash\":\"" + HASH + "\"}");
        Bounds hasty = new Bounds(Duration.ofMillis(100), 1, 1000, 1, 1);

        assertThat(catchThrowable(() -> build(hasty, new ArrayList<>())))
                .isInstanceOf(Down.class)
                .hasMessageContaining("took longer");
    }

    @Test
    void aServerThatIsNotThereIsNoFaultOfTheRequest() {
        server.stop(0);

        assertThat(catchThrowable(this::build)).isInstanceOf(Down.class);
    }
}
