package org.openztp.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.db.DbConfig;
import org.openztp.testkit.Poller;
import org.openztp.testkit.ServerProcess;
import org.openztp.testkit.ToyImageBuilder;

/** What it costs a server to answer those who wait, while it builds. Run beside no other test. */
@Tag("lab")
@Tag("alone")
@Timeout(300)
class PollsWhileBuildingIT {
    private static final int IMAGES = 40;
    private static final int CLIENTS = 16;
    private static final int POLLS = 60_000;
    private static final int ROUNDS = 5;

    /** Of one core, at ten thousand a second. */
    private static final double MOST_MICROS = 100;

    @TempDir
    Path home;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private ServerProcess server;

    @BeforeEach
    void aServerThatBuildsTwoImagesWhileOthersWait() throws Exception {
        ToyUpstream.prepare(
                home,
                DbConfig.embedded(Files.createDirectories(home.resolve("db")), 2),
                ToyImageBuilder.opkg(ToyCatalogue.VERSION),
                ToyUpstream.folder(home).toString());
        server = new ServerProcess(home, "images.builders", "2", "images.timeout", "300s", "images.queue", "400")
                .plain()
                .start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** What else the machine does only adds to the processor time, so the best round counts; the first ones warm up. */
    @Test
    void oneCoreAnswersTenThousandPollsASecondWhileImagesAreMade() throws Exception {
        List<byte[]> requests = new ArrayList<>();
        for (int i = 1; i <= IMAGES; i++) {
            String path = "/ztp/api/v1/build/" + order(i);
            requests.add(Poller.request("GET", path));
            requests.add(Poller.request("HEAD", path));
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> started() == 2);

        List<Double> micros = new ArrayList<>();
        List<Long> rates = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            Duration before = server.cpu();
            long begun = System.nanoTime();
            poll(requests);
            long nanos = System.nanoTime() - begun;
            micros.add(server.cpu().minus(before).toNanos() / 1000.0 / POLLS);
            rates.add(POLLS * 1_000_000_000L / nanos);
        }

        System.out.println("processor time of the server for one poll, µs: " + micros + "; polls a second: " + rates);
        assertThat(micros.stream().mapToDouble(each -> each).min().orElseThrow())
                .isLessThan(MOST_MICROS);
        assertThat(started()).as("it builds still").isEqualTo(2);
    }

    private void poll(List<byte[]> requests) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Callable<Integer>> clients = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                int first = client;
                clients.add(() -> polls(requests, first));
            }
            for (Future<Integer> each : threads.invokeAll(clients)) {
                assertThat(each.get()).as("answers of 202").isEqualTo(POLLS / CLIENTS);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private int polls(List<byte[]> requests, int first) throws IOException {
        int answered = 0;
        try (Poller poller = new Poller(server.port())) {
            for (int i = 0; i < POLLS / CLIENTS; i++) {
                answered += poller.ask(requests.get((first + i) % requests.size())) == 202 ? 1 : 0;
            }
        }
        return answered;
    }

    private String order(int number) throws Exception {
        String wish = ImageServerStage.JSON
                .createObjectNode()
                .put("version", ToyCatalogue.VERSION)
                .put("target", ToyCatalogue.TARGET)
                .put("profile", "acme_one")
                .put("rootfs_size_mb", number)
                .set("packages", ImageServerStage.JSON.createArrayNode().add("toy-hang"))
                .toString();
        URI url = server.url("/api/v1/build");
        String answer = http.send(
                        HttpRequest.newBuilder(url)
                                .POST(BodyPublishers.ofString(wish))
                                .build(),
                        BodyHandlers.ofString())
                .body();
        return ImageServerStage.JSON.readTree(answer).path("request_hash").asText();
    }

    private long started() throws IOException {
        JsonNode items = server.get("/image-builds?state=started").path("items");
        long count = 0;
        for (JsonNode each : items) {
            count += each.path("step").asText().equals("calculate_packages_hash") ? 1 : 0;
        }
        return count;
    }
}
