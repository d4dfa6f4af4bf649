package org.openztp.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static List<FileChange> compare(Tarball from, Tarball to) {
        return Comparison.of(from.archive(), to.archive());
    }

    @Test
    void aChangedTextIsShownAsDiffShowsIt() {
        List<FileChange> changes = compare(Tarball.router("OpenWrt"), Tarball.router("ap-1"));

        assertThat(changes).singleElement().satisfies(change -> {
            assertThat(change.kind()).isEqualTo(FileChange.Kind.CHANGED);
            assertThat(change.path()).isEqualTo("etc/config/system");
            assertThat(change.diff()).isEqualTo("""
                    --- a/etc/config/system
                    +++ b/etc/config/system
                    @@ -1,2 +1,2 @@
                     config system
                    -	option hostname 'OpenWrt'
                    +	option hostname 'ap-1'
                    """);
        });
    }

    @Test
    void whatIsAddedAndRemovedIsShownWhole() {
        Tarball from = new Tarball().file("a", "1\n2\n").file("same", "x");
        Tarball to = new Tarball().file("b", "3").file("same", "x");

        List<FileChange> changes = compare(from, to);

        assertThat(changes)
                .extracting(FileChange::kind)
                .containsExactly(FileChange.Kind.REMOVED, FileChange.Kind.ADDED);
        assertThat(changes.get(0).diff()).endsWith("@@ -1,2 +0,0 @@\n-1\n-2\n");
        assertThat(changes.get(1).diff()).endsWith("@@ -0,0 +1 @@\n+3\n\\ No newline at end of file\n");
    }

    @Test
    void aFileThatIsNoTextIsToldBySizeAndDigest() {
        List<FileChange> changes =
                compare(new Tarball().file("key", new byte[] {0, 1}), new Tarball().file("key", new byte[] {0, 2, 3}));

        assertThat(changes).singleElement().satisfies(change -> {
            assertThat(change.diff()).isNull();
            assertThat(change.remark()).isEqualTo("not a text");
            assertThat(change.before().bytes()).isEqualTo(2);
            assertThat(change.after().sha256()).hasSize(64);
        });
    }

    @Test
    void aLinkIsComparedByWhereItLeads() {
        byte[] nothing = new byte[0];
        List<FileChange> changes =
                compare(new Tarball().entry('2', "l", "/a", nothing), new Tarball().entry('2', "l", "/b", nothing));

        assertThat(changes.get(0).diff()).contains("-link to /a\n", "+link to /b\n");
    }

    @Test
    void whatIsTooLongIsNotComparedUnlessMostOfItIsTheSame() {
        String large = "x".repeat(300_000);

        List<FileChange> changes = compare(
                new Tarball().file("large", "y").file("log", lines("a", 9000)).file("other", lines("a", 2001)),
                new Tarball()
                        .file("large", large)
                        .file("log", lines("a", 9000) + "\nmore")
                        .file("other", lines("b", 2001)));

        assertThat(changes)
                .extracting(FileChange::remark)
                .containsExactly("too long to be compared line by line", null, "too long to be compared line by line");
        assertThat(changes.get(1).diff()).contains("@@ -8997,4 +8997,5 @@", "+more\n");
    }

    /** A thousand files of lines that have nothing in common, as somebody would make them who wants to keep a server busy. */
    @Test
    void noArchivesTakeLongToCompare() {
        Tarball from = new Tarball();
        Tarball to = new Tarball();
        for (int file = 0; file < 1000; file++) {
            from.file("f" + file, lines("a" + file, 1900));
            to.file("f" + file, lines("b" + file, 1900));
        }

        List<FileChange> changes = assertTimeout(Duration.ofSeconds(30), () -> compare(from, to));

        assertThat(changes).hasSize(1000);
        assertThat(changes.stream().filter(change -> change.diff() != null)).hasSizeBetween(5, 10);
    }

    private static String lines(String word, int count) {
        return IntStream.range(0, count).mapToObj(i -> word + " " + i).collect(Collectors.joining("\n"));
    }

    @Test
    void everyDiffLeadsFromTheOneTextToTheOther() {
        Random random = new Random(3);
        for (int i = 0; i < 500; i++) {
            List<String> from = someLines(random);
            List<String> to = someLines(random);
            assertThat(LineDiff.of(from, from)).isEmpty();
            assertThat(patched(from, LineDiff.of(from, to)))
                    .as("%s %s", from, to)
                    .isEqualTo(to);
        }
    }

    private static List<String> someLines(Random random) {
        return random.ints(random.nextInt(40), 0, 4).mapToObj(i -> "line " + i).toList();
    }

    /** As patch does it. */
    private static List<String> patched(List<String> from, String diff) {
        List<String> to = new ArrayList<>();
        int at = 0;
        for (String line : diff.lines().toList()) {
            if (line.startsWith("@@")) {
                String[] range = line.substring("@@ -".length()).split("[ ,]");
                int first = Integer.parseInt(range[0]);
                boolean none = range[1].equals("0");
                while (at < (none ? first : first - 1)) {
                    to.add(from.get(at++));
                }
            } else if (line.startsWith("+")) {
                to.add(line.substring(1));
            } else {
                assertThat(from.get(at++)).isEqualTo(line.substring(1));
                if (line.startsWith(" ")) {
                    to.add(line.substring(1));
                }
            }
        }
        to.addAll(from.subList(at, from.size()));
        return to;
    }

    @Test
    void theWordsNameAFewOfMany() {
        assertThat(Comparison.words(Set.of("etc/a"))).isEqualTo("1 file (etc/a)");
        assertThat(Comparison.words(new TreeSet<>(List.of("a", "b", "c", "d", "e", "f"))))
                .isEqualTo("6 files (a, b, c, d, e, …)");
    }
}
