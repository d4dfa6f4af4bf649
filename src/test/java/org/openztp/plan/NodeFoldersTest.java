package org.openztp.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.openwrt.InvalidValue;

class NodeFoldersTest {
    @TempDir
    Path home;

    private Path nodes;
    private NodeFolders folders;

    @BeforeEach
    void begin() {
        nodes = home.resolve("nodes");
        folders = new NodeFolders(nodes);
    }

    private static byte[] bytes(String text) {
        return text.getBytes();
    }

    @Test
    void theFirstCandidateThatHasAFolderIsTheNode() throws IOException {
        assertThat(folders.of("SN1", "0200000000aa")).isEmpty();

        folders.create("0200000000aa");
        assertThat(folders.of("SN1", "0200000000aa")).contains(nodes.resolve("0200000000aa"));

        folders.create("SN1");
        assertThat(folders.of("SN1", "0200000000aa")).contains(nodes.resolve("SN1"));
        assertThat(folders.of(null, "../nodes/SN1", "SN1")).contains(nodes.resolve("SN1"));
    }

    @Test
    void namesThatAreNoPlainNamesAreRefused() throws IOException {
        folders.create("SN1");
        Files.writeString(home.resolve("secret"), "x");
        for (String id : List.of("", ".", "..", "../evil", "a/b", "a\\b", ".hidden", "-x", "a b", "ä", "x\n", "a\0b")) {
            assertThat(folders.of(id)).as(id).isEmpty();
            assertThat(NodeFolders.isId(id)).as(id).isFalse();
            assertThatThrownBy(() -> folders.create(id)).as(id).isInstanceOf(InvalidValue.class);
            assertThatThrownBy(() -> folders.write(id, "definition", bytes("x")))
                    .as(id)
                    .isInstanceOf(InvalidValue.class);
        }
        assertThat(NodeFolders.isId("x".repeat(100))).isTrue();
        assertThat(NodeFolders.isId("x".repeat(101))).isFalse();
        for (String name : List.of("", ".", "..", "../secret", "../../secret", "a/b", "..x", "a\0b")) {
            assertThatThrownBy(() -> folders.file("SN1", name)).as(name).isInstanceOf(InvalidValue.class);
            assertThatThrownBy(() -> folders.write("SN1", name, bytes("x")))
                    .as(name)
                    .isInstanceOf(InvalidValue.class);
        }
        assertThat(home.resolve("evil")).doesNotExist();
        assertThat(home.resolve("secret")).hasContent("x");
    }

    @Test
    void aLinkInsideIsFollowedAndOneThatLeadsOutIsNot() throws IOException {
        folders.write("OLD", "definition", bytes("old"));
        Files.createSymbolicLink(nodes.resolve("NEW"), Path.of("OLD"));
        assertThat(folders.file("NEW", "definition")).isPresent();

        Path outside = Files.createDirectory(home.resolve("outside"));
        Files.writeString(outside.resolve("definition"), "theirs");
        Files.createSymbolicLink(nodes.resolve("EVIL"), outside);
        assertThat(folders.of("EVIL", "OLD")).contains(nodes.resolve("OLD"));
        assertThat(folders.file("EVIL", "definition")).isEmpty();
        assertThatThrownBy(() -> folders.write("EVIL", "definition", bytes("x")))
                .isInstanceOf(InvalidValue.class)
                .hasMessageContaining("nodes/EVIL");

        Files.createSymbolicLink(nodes.resolve("OLD/attributes"), outside.resolve("definition"));
        assertThat(folders.file("OLD", "attributes")).isEmpty();
        folders.write("OLD", "attributes", bytes("mine"));
        assertThat(folders.file("OLD", "attributes")).get().isEqualTo(nodes.resolve("OLD/attributes"));
        assertThat(nodes.resolve("OLD/attributes")).isRegularFile().hasContent("mine");
        assertThat(outside.resolve("definition")).hasContent("theirs");
    }

    @Test
    void nodesItselfMayBeALinkToWhereTheVolumeIs() throws IOException {
        Files.createSymbolicLink(nodes, Files.createDirectory(home.resolve("volume")));

        folders.write("SN1", "startup-config", bytes("x"));

        assertThat(home.resolve("volume/SN1/startup-config")).hasContent("x");
        assertThat(folders.file("SN1", "startup-config")).isPresent();
    }

    @Test
    void whatIsNoFolderIsNotWrittenInto() throws IOException {
        Files.createDirectories(nodes);
        Files.writeString(nodes.resolve("SN1"), "a file");

        assertThat(folders.of("SN1")).isEmpty();
        assertThatThrownBy(() -> folders.create("SN1")).isInstanceOf(InvalidValue.class);
    }

    @Test
    void filesAreTheOwnersAndAFailureLeavesTheOldContentAndNothingElse() throws IOException {
        folders.write("SN1", "startup-config", bytes("one"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(nodes.resolve("SN1/startup-config"))))
                .startsWith("rw-")
                .endsWith("---");

        Files.createDirectories(nodes.resolve("SN1/taken/by"));
        assertThatThrownBy(() -> folders.write("SN1", "taken", bytes("x"))).isInstanceOf(IOException.class);

        try (Stream<Path> left = Files.list(nodes.resolve("SN1"))) {
            assertThat(left.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("startup-config", "taken");
        }
    }

    @Test
    void writersAtOnceLeaveTheWholeContentOfOneOfThem() throws Exception {
        int writers = 8;
        List<Future<?>> work = new ArrayList<>();
        ExecutorService pool = Executors.newFixedThreadPool(writers + 1);
        try {
            for (int i = 0; i < writers; i++) {
                byte[] mine = new byte[20_000];
                Arrays.fill(mine, (byte) ('a' + i));
                work.add(pool.submit(() -> {
                    for (int round = 0; round < 25; round++) {
                        folders.write("SN1", "startup-config", mine);
                    }
                    return null;
                }));
            }
            work.add(pool.submit(() -> {
                for (int round = 0; round < 500; round++) {
                    if (folders.file("SN1", "startup-config").isPresent()) {
                        assertThat(isOneWriters(Files.readAllBytes(nodes.resolve("SN1/startup-config"))))
                                .isTrue();
                    }
                }
                return null;
            }));
            for (Future<?> each : work) {
                each.get();
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(isOneWriters(Files.readAllBytes(nodes.resolve("SN1/startup-config"))))
                .isTrue();
        try (Stream<Path> left = Files.list(nodes.resolve("SN1"))) {
            assertThat(left).hasSize(1);
        }
    }

    private static boolean isOneWriters(byte[] content) {
        for (byte b : content) {
            if (b != content[0]) {
                return false;
            }
        }
        return content.length == 20_000;
    }
}
