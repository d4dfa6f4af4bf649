package org.openztp.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.db.Db;
import org.openztp.db.DbConfig;
import org.openztp.testkit.Processes;
import org.openztp.testkit.ServerProcess;
import org.openztp.testkit.ToyImageBuilder;

/** The queue of a whole server that is killed again and again while very many wait. */
@Tag("lab")
@Tag("alone")
@Timeout(300)
class ImagesThroughKillsIT {
    private static final int CLIENTS = 1000;
    private static final int IMAGES = 50;
    private static final int KILLS = 3;

    /** In {@code make manifest} it fetches something by the server, as real ones do. */
    private static final String PROBE = "test \"$1\" != manifest || curl -sf URL/list >/dev/null || exit 4\n";

    @TempDir
    Path home;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ScheduledExecutorService later = Executors.newScheduledThreadPool(2);
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(threads)
            .build();
    private HttpServer upstream;
    private ServerProcess server;

    @BeforeEach
    void aServerWithTwoBuildersAndAnUpstream() throws IOException {
        upstream = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        upstream.createContext("/", exchange -> {
            Path file = ToyUpstream.folder(home)
                    .resolve(exchange.getRequestURI().getPath().substring(1));
            byte[] content = Files.isRegularFile(file) ? Files.readAllBytes(file) : new byte[] {'x'};
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
            exchange.close();
        });
        upstream.setExecutor(threads);
        upstream.start();
        String url = "http://127.0.0.1:" + upstream.getAddress().getPort();
        ToyUpstream.prepare(
                home,
                database(),
                ToyImageBuilder.opkg(ToyCatalogue.VERSION).with("probe.sh", PROBE.replace("URL", url)),
                url);
        server = new ServerProcess(
                home, "images.builders", "2", "images.timeout", "60s", "http.trusted-proxies", "127.0.0.1");
        server.start();
    }

    private DbConfig database() throws IOException {
        return DbConfig.embedded(Files.createDirectories(home.resolve("db")), 2);
    }

    @AfterEach
    void close() {
        server.close();
        upstream.stop(0);
        threads.shutdownNow();
        later.shutdownNow();
    }

    @Test
    void aThousandClientsGetFiftyImagesThroughThreeKillsOfTheServer() throws Exception {
        List<CompletableFuture<WaitingClient.Fetched>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(client(i).begin());
        }

        for (int kill = 0; kill < KILLS; kill++) {
            int images = kill * IMAGES / KILLS + random.nextInt(IMAGES / KILLS);
            await().atMost(Duration.ofSeconds(90)).until(() -> made(clients) >= images);
            TimeUnit.MILLISECONDS.sleep(random.nextInt(500));
            server.kill();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> Processes.below(home.resolve("images/work")).isEmpty());
            server.start();
        }
        CompletableFuture.allOf(clients.toArray(new CompletableFuture<?>[0])).get(120, TimeUnit.SECONDS);

        for (int i = 0; i < CLIENTS; i++) {
            assertThat(clients.get(i).get().content())
                    .as("seed %d", seed)
                    .startsWith("an image of acme_one, " + (i % IMAGES + 1) + " MB, with:");
        }
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(home.resolve("images/work")).isEmptyDirectory());
        server.close();
        assertThat(builds()).as("seed %d", seed).isEqualTo(Map.of(BuildState.DONE, (long) IMAGES));
        try (var files = Files.list(home.resolve("images/made"))) {
            assertThat(files).hasSize(IMAGES);
        }
    }

    private WaitingClient client(int number) {
        String wish = ImageServerStage.JSON
                .createObjectNode()
                .put("version", ToyCatalogue.VERSION)
                .put("target", ToyCatalogue.TARGET)
                .put("profile", "acme_one")
                .put("rootfs_size_mb", number % IMAGES + 1)
                .toString();
        String address = "10.1." + number / 250 + "." + (number % 250 + 1);
        return new WaitingClient(http, later, server.url(""), wish, address, number % 10 == 0);
    }

    /** How many different images clients have. */
    private static long made(List<CompletableFuture<WaitingClient.Fetched>> clients) {
        return clients.stream()
                .filter(CompletableFuture::isDone)
                .map(each -> each.join().hash())
                .distinct()
                .count();
    }

    private Map<BuildState, Long> builds() throws IOException {
        try (Db db = Db.open(database())) {
            return db.tx(tx -> tx.em().createQuery("from ImageBuild b", ImageBuild.class).getResultList().stream()
                    .collect(Collectors.groupingBy(ImageBuild::state, Collectors.counting())));
        }
    }
}
