package org.openztp.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {
    @TempDir
    private Path folder;

    @Test
    void theFirstContentStays() {
        Path file = folder.resolve("keys/session");
        assertThat(KeyFile.readOrCreate(file, new byte[] {1, 2})).containsExactly(1, 2);
        assertThat(KeyFile.readOrCreate(file, new byte[] {3})).containsExactly(1, 2);
    }

    @Test
    void onlyItsOwnerReadsIt() throws Exception {
        Path file = folder.resolve("session");
        KeyFile.readOrCreate(file, new byte[] {1});
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void manyMakersAtOnceAgreeOnOneKey() throws Exception {
        Path file = folder.resolve("session");
        Set<String> seen = ConcurrentHashMap.newKeySet();
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> makers = IntStream.range(0, 16)
                .mapToObj(i -> new Thread(() -> {
                    try {
                        start.await();
                    } catch (InterruptedException e) {
                        return;
                    }
                    seen.add(List.of(KeyFile.readOrCreate(file, new byte[] {(byte) i})[0])
                            .toString());
                }))
                .toList();
        makers.forEach(Thread::start);
        start.countDown();
        for (Thread maker : makers) {
            maker.join();
        }
        assertThat(seen).hasSize(1);
    }
}
