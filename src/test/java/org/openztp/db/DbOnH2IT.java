package org.openztp.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
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

    @Test
    void interruptedWorkersDoNotCloseTheFileUnderTheOthers() throws Exception {
        ExecutorService workers = Executors.newFixedThreadPool(8, DbThread.named("worker-"));
        AtomicInteger committed = new AtomicInteger();
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        for (int round = 0; round < 200 && failures.isEmpty(); round++) {
            List<Future<?>> running = new ArrayList<>();
            int goal = committed.get() + 20;
            for (int i = 0; i < 8; i++) {
                running.add(workers.submit(() -> commitUntilInterrupted(committed, failures)));
            }
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> committed.get() > goal || !failures.isEmpty());
            running.forEach(each -> each.cancel(true));
        }
        workers.shutdown();
        assertThat(workers.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        assertThat(failures).isEmpty();
        assertThat(db.<Long>tx(tx -> add(tx, "after"))).isGreaterThanOrEqualTo(committed.get());
    }

    private void commitUntilInterrupted(AtomicInteger committed, List<Throwable> failures) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                db.run(tx -> add(tx, "x".repeat(900)));
                committed.incrementAndGet();
            }
        } catch (RuntimeException e) {
            failures.add(e);
        }
    }

    @Test
    void anInterruptDuringATransactionComesAfterIt() throws Exception {
        List<Boolean> seen = new ArrayList<>();
        Thread worker = DbThread.named("worker-").newThread(() -> {
            db.run(tx -> {
                add(tx, "kept");
                Thread.currentThread().interrupt();
                seen.add(Thread.currentThread().isInterrupted());
            });
            seen.add(Thread.interrupted());
        });
        worker.start();
        worker.join();
        assertThat(seen).containsExactly(false, true);
    }

    @Test
    void noThreadIsLeftBehind(@TempDir Path own) {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try (TestDb closed = TestDb.h2(own)) {
            closed.db().run(tx -> add(tx, "x"));
        }
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .filteredOn(thread -> thread != Thread.currentThread())
                        .isSubsetOf(before));
    }

    @Test
    void aSecondServerOnTheSameFolderIsToldWhoHasIt() {
        String file = "jdbc:h2:file:" + folder.resolve("ztp");
        assertThatThrownBy(() -> Db.open(new DbConfig(file, null, null, 2)))
                .isInstanceOf(DatabaseUnfit.class)
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
