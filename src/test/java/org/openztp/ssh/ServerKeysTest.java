package org.openztp.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerKeysTest {
    @TempDir
    Path folder;

    @Test
    void theKeysAreMadeOnceAndOnlyTheirOwnerMayReadThem() throws IOException {
        Path keys = folder.resolve("keys");
        List<String> first = new ServerKeys(keys).publicLines();
        assertThat(new ServerKeys(keys).publicLines()).isEqualTo(first);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys)))
                .isEqualTo("rwx------");
        try (Stream<Path> files = Files.list(keys)) {
            assertThat(files)
                    .hasSize(2)
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
    }

    @Test
    void thePublicLinesAreWhatAuthorizedKeysHolds() throws Exception {
        List<String> lines = new ServerKeys(folder).publicLines();
        assertThat(lines.get(0)).matches("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI[A-Za-z0-9+/]{43} openztp");
        assertThat(lines.get(1)).startsWith("ssh-rsa AAAAB3NzaC1yc2EAAAADAQAB").endsWith(" openztp");
        assertThat(PublicKeyEntry.parsePublicKeyEntry(lines.get(1))
                        .resolvePublicKey(null, null, null)
                        .getAlgorithm())
                .isEqualTo("RSA");
    }

    @Test
    void whoeverMakesThemAtTheSameTimeEveryoneEndsWithTheSame() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<List<String>>> made = IntStream.range(0, 4)
                    .mapToObj(i -> threads.submit(() -> new ServerKeys(folder).publicLines()))
                    .toList();
            List<String> one = made.get(0).get();
            for (Future<List<String>> other : made) {
                assertThat(other.get()).isEqualTo(one);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aBrokenKeyFileIsNamed() throws IOException {
        Files.writeString(folder.resolve("ssh-rsa.pem"), "nonsense");
        assertThatThrownBy(() -> new ServerKeys(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ssh-rsa.pem");
    }
}
