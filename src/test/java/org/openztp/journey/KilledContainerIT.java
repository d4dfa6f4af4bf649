package org.openztp.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.db.DbConfig;
import org.openztp.testkit.ContainerProcess;
import org.openztp.testkit.Lab;
import org.openztp.testkit.LabRouter;
import org.openztp.testkit.TestDb;

/**
 * kill -9 of the container while fifty routers are in the middle of their provisioning on MariaDB, then a start: all come to
 * their end, each flashed once, none forgotten.
 */
@Tag("lab")
@Timeout(600)
class KilledContainerIT {
    private static final int ROUTERS = 50;
    private static final Duration PATIENCE = Duration.ofSeconds(240);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"Tomcat", "WildFly"})
    void fiftyRoutersInTheMiddleOfItAllComeToTheirEndOnce(String kind) throws IOException {
        Journey.offerFirmware(folder.resolve("home"));
        DbConfig db = TestDb.mariaDbConfig(1);
        try (Lab lab = Lab.start();
                ContainerProcess container = container(kind)) {
            container
                    .set("db.url", db.url())
                    .set("db.user", db.user())
                    .set("db.password", db.password())
                    .set("provision.backoff", "1s")
                    .set("provision.backoff-max", "2s");
            container.launch();
            List<LabRouter> routers = lab.add(ROUTERS);
            List<String> leases = routers.stream().map(Journey::lease).toList();
            container.awaitUp();
            Journey journey = new Journey(container.api());
            assertThat(container.api().get("/status").path("database").asText()).isEqualTo("MariaDB");

            long start = System.nanoTime();
            for (String lease : leases) {
                container.api().post("/leases", lease);
            }
            await("the middle")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> done(container) >= ROUTERS / 10);
            JsonNode atTheKill = container.api().get("/status").path("devices");
            container.kill();
            assertThat(atTheKill.path("PROVISIONED").asLong()).isLessThan(ROUTERS);

            container.launch().awaitUp();
            await("the end of all")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> done(container) == ROUTERS);
            System.out.printf(
                    "%s killed with %s: %d routers provisioned once each, %d s after the first announcement%n",
                    container,
                    atTheKill,
                    ROUTERS,
                    Duration.ofNanos(System.nanoTime() - start).toSeconds());
            routers.forEach(journey::assertDone);
        }
    }

    private ContainerProcess container(String kind) throws IOException {
        Files.createDirectories(folder);
        return kind.equals("WildFly") ? ContainerProcess.wildfly(folder) : ContainerProcess.tomcat("10.1", folder);
    }

    private static long done(ContainerProcess container) {
        try {
            return container
                    .api()
                    .get("/status")
                    .path("devices")
                    .path("PROVISIONED")
                    .asLong();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
