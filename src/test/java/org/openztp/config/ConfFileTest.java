package org.openztp.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfFileTest {
    /** The shape of the file under test. */
    record Boards(List<String> boards, int limit) {}

    @TempDir
    Path folder;

    private Path file;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private ConfFile<Boards> conf;

    @BeforeEach
    void open() {
        file = folder.resolve("boards.yaml");
        conf = ConfFile.yaml(file, Boards.class, () -> now);
    }

    @Test
    void aChangeIsSeenOnTheNextLook() throws IOException {
        write("boards: [a]\nlimit: 1\n");
        assertThat(conf.get()).isEqualTo(new Boards(List.of("a"), 1));

        write("boards: [a, b]\nlimit: 1\n");
        later();

        assertThat(conf.get().boards()).containsExactly("a", "b");
    }

    @Test
    void theDiskIsAskedOnlyAFewTimesASecond() throws IOException {
        write("boards: [a]\nlimit: 1\n");
        Boards first = conf.get();
        write("boards: []\nlimit: 2\n");

        assertThat(conf.get()).isSameAs(first);
        later();
        assertThat(conf.get()).isNotEqualTo(first);
    }

    @Test
    void anUnchangedFileIsNotParsedAgain() throws IOException {
        write("boards: [a]\nlimit: 1\n");
        Boards first = conf.get();
        later();

        assertThat(conf.get()).isSameAs(first);
    }

    @Test
    void aBadFileIsReportedWithItsLineWhileTheLastGoodValueStays() throws IOException {
        write("boards: [a]\nlimit: 1\n");
        Boards good = conf.get();

        write("boards: [a]\nlimit: 1\ncolour: red\n");
        later();

        assertThat(conf.get()).isEqualTo(good);
        assertThat(conf.problem())
                .hasValueSatisfying(
                        problem -> assertThat(problem).startsWith(file + ":3: ").contains("colour"));

        write("boards: [c]\nlimit: 3\n");
        later();
        assertThat(conf.get()).isEqualTo(new Boards(List.of("c"), 3));
        assertThat(conf.problem()).isEmpty();
    }

    @Test
    void aFileThatIsTakenAwayChangesNothing() throws IOException {
        write("boards: [a]\nlimit: 1\n");
        Boards good = conf.get();
        Files.delete(file);
        later();

        assertThat(conf.get()).isEqualTo(good);
        assertThat(conf.problem()).contains(file + ": there is no such file");
    }

    @Test
    void aFileOfMoreThan16MibIsNotRead() throws IOException {
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength((16 << 20) + 1);
        }

        assertThat(conf.problem()).contains(file + ": larger than 16 MiB");
        assertThat(conf.wrong())
                .hasValueSatisfying(wrong -> assertThat(wrong.line()).isZero());
    }

    @Test
    void withoutAnyGoodContentThereIsNoValue() throws IOException {
        write("boards: [a\n");

        assertThatThrownBy(() -> conf.get()).isInstanceOf(BadFile.class).hasMessageStartingWith(file + ":");
    }

    private void write(String text) throws IOException {
        Files.writeString(file, text);
    }

    private void later() {
        now = now.plus(Duration.ofSeconds(1));
    }
}
