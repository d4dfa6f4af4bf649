package org.openztp.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
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

    @Test
    void interruptedWorkersDoNotCloseTheFileUnderTheOthers() throws Exception {
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
            await().until(() -> committed.get() > goal);
            running.forEach(each -> each.cancel(true));
        }
        workers.shutdown();
        assertThat(workers.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        assertThat(db.<Long>tx(tx -> add(tx, "after"))).isGreaterThanOrEqualTo(committed.get());
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
