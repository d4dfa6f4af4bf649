package org.openztp.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.openwrt.InvalidValue;
import org.openztp.testkit.TestDb;

class DbOnH2IT extends DbContract {
    @TempDir
    static Path folder;

    @Override
    TestDb open() {
        return TestDb.h2(folder);
    }

    /** Interrupts come at a stop only; should one close the file all the same, what was acknowledged is in it. */
    @Test
    void interruptedWorkersLoseNothingThatWasAcknowledged(@TempDir Path own) throws Exception {
        int acknowledged;
        try (TestDb shaken = TestDb.h2(own)) {
            acknowledged = commitsUnderInterrupts(shaken.db());
        }
        try (TestDb again = TestDb.h2(own)) {
            long kept = again.db()
                    .tx(tx -> tx.em()
                            .createQuery("select count(e) from DeviceEvent e", Long.class)
                            .getSingleResult());
            assertThat(acknowledged).isGreaterThan(40);
            assertThat(kept).isGreaterThanOrEqualTo(acknowledged);
        }
    }

    /** Eight workers, all interrupted again and again, until enough rounds or until the database has had enough. */
    private static int commitsUnderInterrupts(Db db) throws InterruptedException {
        ExecutorService workers = Executors.newFixedThreadPool(8);
        AtomicInteger committed = new AtomicInteger();
        for (int round = 0; round < 60; round++) {
            List<Future<?>> running = new ArrayList<>();
            int goal = committed.get() + 40;
            for (int i = 0; i < 8; i++) {
                running.add(workers.submit(() -> {
                    while (!Thread.currentThread().isInterrupted()) {
                        db.run(tx -> add(tx, "x".repeat(900)));
                        committed.incrementAndGet();
                    }
                }));
            }
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> committed.get() > goal || running.stream().allMatch(Future::isDone));
            running.forEach(each -> each.cancel(true));
        }
        workers.shutdown();
        assertThat(workers.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        return committed.get();
    }

    @Test
    void aSecondServerOnTheSameFolderIsToldWhoHasIt() {
        String file = "jdbc:h2:file:" + folder.resolve("ztp");
        assertThatThrownBy(() -> Db.open(new DbConfig(file, null, null, 2)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("already in use");
    }

    @Test
    void anUnknownDatabaseIsRefusedInWords() {
        assertThatThrownBy(() -> Db.open(new DbConfig("jdbc:oracle:thin:@x", null, null, 2)))
                .isInstanceOf(InvalidValue.class)
                .hasMessageContaining("db.url");
    }
}
