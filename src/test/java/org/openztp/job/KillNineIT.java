package org.openztp.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.db.Db;
import org.openztp.db.DbConfig;

/** The embedded database under a server that is killed with -9 again and again. */
class KillNineIT {
    private static final int KILLS = 3;
    private static final int COMMITS = 200;

    @TempDir
    Path folder;

    @Test
    void everyAcknowledgedCommitIsThereAndItsJobRuns() throws Exception {
        Set<Long> acknowledged = new HashSet<>();
        for (int kill = 0; kill < KILLS; kill++) {
            runAndKill(kill * 1_000_000L, acknowledged);
        }
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(KILLS * COMMITS);
        try (Db db = Db.open(DbConfig.embedded(folder, 10))) {
            assertThat(numbers(db, CommitLoop.ASKED)).containsAll(acknowledged);
            try (Jobs jobs = new Jobs(db, "after", 4, InstantSource.system())) {
                jobs.start(List.of(new CommitLoop.Marking(db)));
                await().atMost(Duration.ofSeconds(60))
                        .untilAsserted(() -> assertThat(jobs.counts()).isEqualTo(new Jobs.Counts(0, 0)));
            }
            assertThat(numbers(db, CommitLoop.RAN)).isEqualTo(numbers(db, CommitLoop.ASKED));
        }
    }

    private void runAndKill(long first, Set<Long> acknowledged) throws IOException, InterruptedException {
        Process server = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Xmx256m",
                        "-Djava.util.logging.config.file=" + System.getProperty("java.util.logging.config.file"),
                        CommitLoop.class.getName(),
                        folder.toString(),
                        Long.toString(first))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said = server.inputReader()) {
            int commits = 0;
            String line;
            while ((line = said.readLine()) != null && line.matches("\\d+")) {
                acknowledged.add(Long.parseLong(line));
                if (++commits == COMMITS) {
                    server.toHandle().destroyForcibly();
                }
            }
            assertThat(commits).as("commits before the kill").isGreaterThanOrEqualTo(COMMITS);
        } finally {
            server.destroyForcibly().waitFor();
        }
        assertThat(server.exitValue()).isEqualTo(128 + 9);
    }

    private static Set<Long> numbers(Db db, String message) {
        return db.tx(tx -> new HashSet<>(tx.em()
                .createQuery("select e.deviceId from DeviceEvent e where e.message = :message", Long.class)
                .setParameter("message", message)
                .getResultList()));
    }
}
