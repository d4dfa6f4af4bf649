package org.openztp.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.config.Home;
import org.openztp.config.Settings;
import org.openztp.config.SettingsFile;
import org.openztp.db.Db;
import org.openztp.db.DbConfig;
import org.openztp.testkit.TestServer;

class BrokenStartIT {
    @Test
    void aStartThatBreaksOffClosesWhatItOpened(@TempDir Path folder) throws Exception {
        Home home = new Home(folder);
        Settings settings = new SettingsFile(home, Optional.empty()).read(Map.of(), Map.of());
        Files.createDirectories(home.db());
        Files.createDirectories(home.keys());
        Thread starting = Thread.currentThread();
        AtomicInteger asked = new AtomicInteger();
        InstantSource breaking = () -> {
            if (Thread.currentThread() == starting && asked.incrementAndGet() == 2) {
                throw new IllegalStateException("the clock stopped");
            }
            return InstantSource.system().instant();
        };
        Set<Thread> before = Thread.getAllStackTraces().keySet();

        assertThatThrownBy(() -> {
                    try (Server server = new Server(settings, breaking)) {
                        server.begin();
                    }
                })
                .hasMessage("the clock stopped");

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .filteredOn(thread -> thread != Thread.currentThread())
                        .isSubsetOf(before));
        Db.open(new DbConfig("jdbc:h2:file:" + home.db().resolve("ztp"), null, null, 2))
                .close();
    }

    @Test
    void aDatabaseThatNeverAnswersEndsTheStartInWords(@TempDir Path folder) {
        assertThatThrownBy(() -> TestServer.start(
                        folder, "db.url", "jdbc:mariadb://127.0.0.1:1/ztp?password=hush", "db.wait", "1s"))
                .hasMessageStartingWith("The database: jdbc:mariadb://127.0.0.1:1/ztp does not answer")
                .hasMessageContaining("db.wait")
                .hasMessageNotContaining("hush");
    }
}
