package org.openztp.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfFileTest {
    /** The shape of the file under test. */
    record Boards(List<String> boards, int limit) {}

    @TempDir
    Path folder;

    private Path file;
    private final Instant now = Instant.parse("2026-01-01T00:00:00Z");
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

        assertThat(conf.get().boards()).containsExactly("a", "b");
    }

    @Test
    void twoChangesOfTheSameMomentAreBothSeen() throws IOException {
        FileTime moment = FileTime.from(now.minusMillis(5));
        for (int limit = 1; limit <= 9; limit++) {
            write("boards: [a]\nlimit: " + limit + "\n");
            Files.setLastModifiedTime(file, moment);

            assertThat(conf.get().limit()).isEqualTo(limit);
        }
        write("boards: [a]\nlimit: x\n");
        Files.setLastModifiedTime(file, moment);
        assertThat(conf.problem()).isPresent();
    }

    @Test
    void aFileThatIsJustBeingWrittenIsNotTakenForEmpty() throws IOException {
        ConfFile<String> words = new ConfFile<>(file, text -> text, () -> now);
        write("words");
        assertThat(words.get()).isEqualTo("words");

        write("");
        Files.setLastModifiedTime(file, FileTime.from(now.minusMillis(5)));
        assertThat(words.get()).isEqualTo("words");

        Files.setLastModifiedTime(file, FileTime.from(now.minusSeconds(3)));
        assertThat(words.get()).isEmpty();
    }

    @Test
    void aFileThatWasEmptiedIsEmptyHoweverOftenItIsLookedAtMeanwhile() throws IOException {
        AtomicReference<Instant> clock = new AtomicReference<>(now);
        ConfFile<String> words = new ConfFile<>(file, text -> text, clock::get);
        write("words");
        assertThat(words.get()).isEqualTo("words");

        write("");
        Files.setLastModifiedTime(file, FileTime.from(now));
        for (int millis = 0; millis < 2000; millis += 50) {
            clock.set(now.plusMillis(millis));
            assertThat(words.get()).isEqualTo("words");
        }
        clock.set(now.plusSeconds(3));
        assertThat(words.get()).isEmpty();
    }

    @Test
    void aBadFileIsParsedOnce() throws IOException {
        AtomicInteger parsed = new AtomicInteger();
        ConfFile<String> counted = new ConfFile<>(
                file,
                text -> {
                    parsed.incrementAndGet();
                    throw new ConfFile.Wrong(1, "never good");
                },
                () -> now);
        write("x");
        Files.setLastModifiedTime(file, FileTime.from(now.minusSeconds(1)));

        for (int i = 0; i < 5; i++) {
            assertThat(counted.problem()).isPresent();
        }

        assertThat(parsed).hasValue(1);
    }

    @Test
    void aFileThatComesBackIsGoodAgain() throws IOException {
        write("boards: [a]\nlimit: 1\n");
        conf.get();
        Path aside = Files.move(file, folder.resolve("aside"));
        assertThat(conf.problem()).isPresent();

        Files.move(aside, file);

        assertThat(conf.problem()).isEmpty();
    }

    @Test
    void whatIsNoTextIsSaidSo() throws IOException {
        Files.write(file, new byte[] {(byte) 0xc3, 0x28});

        assertThat(conf.problem()).contains(file + ": is no UTF-8 text");
    }

    @Test
    void anUnchangedFileIsNotParsedAgain() throws IOException {
        write("boards: [a]\nlimit: 1\n");
        Boards first = conf.get();

        assertThat(conf.get()).isSameAs(first);
    }

    @Test
    void aBadFileIsReportedWithItsLineWhileTheLastGoodValueStays() throws IOException {
        write("boards: [a]\nlimit: 1\n");
        Boards good = conf.get();

        write("boards: [a]\nlimit: 1\ncolour: red\n");

        assertThat(conf.get()).isEqualTo(good);
        assertThat(conf.problem())
                .hasValueSatisfying(
                        problem -> assertThat(problem).startsWith(file + ":3: ").contains("colour"));

        write("boards: [a]\ncolour:\n  - red\nlimit: 1\n");
        assertThat(conf.problem())
                .hasValueSatisfying(
                        problem -> assertThat(problem).startsWith(file + ":2: ").contains("colour"));

        write("boards:\n  - a\n  - []\nlimit: 1\n");
        assertThat(conf.problem())
                .hasValueSatisfying(
                        problem -> assertThat(problem).startsWith(file + ":3: ").contains("boards"));

        write("boards: [c]\nlimit: 3\n");
        assertThat(conf.get()).isEqualTo(new Boards(List.of("c"), 3));
        assertThat(conf.problem()).isEmpty();
    }

    @Test
    void aFileThatIsTakenAwayChangesNothing() throws IOException {
        write("boards: [a]\nlimit: 1\n");
        Boards good = conf.get();
        Files.delete(file);

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
}
