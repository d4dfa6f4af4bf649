package org.openztp.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.testkit.TestDb;
import org.openztp.testkit.Workshop;

class RunOutputIT {
    private static final int LIMIT = 40_000;
    private static TestDb test;
    private static int devices;

    @TempDir
    Path home;

    private Workshop workshop;
    private ScriptRun run;

    @BeforeAll
    static void openDb() {
        test = TestDb.h2();
    }

    @AfterAll
    static void closeDb() {
        test.close();
    }

    @BeforeEach
    void start() throws IOException {
        workshop = new Workshop(home, 1, test.db());
        long device = workshop.register(String.format("02:1a:b0:00:00:%02x", ++devices));
        run = workshop.db()
                .tx(tx -> workshop.runs()
                        .add(
                                tx,
                                new ScriptRun(
                                        "batch",
                                        device,
                                        workshop.scripts().get("init.sh"),
                                        List.of(),
                                        workshop.inventory().now())));
    }

    @AfterEach
    void stop() {
        workshop.close();
    }

    private RunOutput output() {
        ScriptRun stored = workshop.db().tx(tx -> workshop.runs().get(tx, run.id()));
        return new RunOutput(workshop.inventory(), workshop.runs(), stored, LIMIT);
    }

    private static void take(RunOutput output, byte[] bytes) {
        output.take(bytes, 0, bytes.length);
    }

    private static void take(RunOutput output, String text) {
        take(output, text.getBytes(StandardCharsets.UTF_8));
    }

    private String kept() {
        return workshop.output(run.deviceId());
    }

    private long counted() {
        return workshop.db().tx(tx -> workshop.runs().get(tx, run.id()).outputBytes());
    }

    @Test
    void whatComesIsKeptAtOnceWhenNothingFollows() {
        RunOutput output = output();
        take(output, "one\n");
        assertThat(kept()).isEmpty();
        output.idle();
        assertThat(kept()).isEqualTo("one\n");
        assertThat(counted()).isEqualTo(4);
    }

    @Test
    void aTrickleThatNeverPausesIsKeptEveryHalfSecond() {
        RunOutput output = output();
        take(output, "a");
        workshop.clock().advance(Duration.ofMillis(499));
        take(output, "b");
        assertThat(kept()).isEmpty();
        workshop.clock().advance(Duration.ofMillis(1));
        take(output, "c");
        assertThat(kept()).isEqualTo("abc");
    }

    @Test
    void noCharacterIsCutByThePieces() {
        String text = "é€🛜x".repeat(1200);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        RunOutput output = output();
        Random random = new Random(3);
        int done = 0;
        while (done < bytes.length) {
            int some = Math.min(bytes.length - done, 1 + random.nextInt(300));
            output.take(bytes, done, some);
            done += some;
            if (random.nextInt(4) == 0) {
                output.idle();
            }
        }
        output.finish();
        assertThat(kept()).isEqualTo(text);
        assertThat(counted()).isEqualTo(bytes.length);
    }

    @Test
    void noPieceIsLargerThanEightKilobytes() {
        RunOutput output = output();
        take(output, "x".repeat(19_000));
        output.finish();
        assertThat(workshop.events(run.deviceId()))
                .filteredOn(event -> event.detail() != null)
                .extracting(event -> event.detail().length())
                .containsExactly(8192, 8192, 19_000 - 2 * 8192);
    }

    @Test
    void whatIsJustWithinTheLimitIsKeptWhole() {
        String text = "0123456789".repeat(LIMIT / 10);
        RunOutput output = output();
        take(output, text);
        output.finish();
        assertThat(kept()).isEqualTo(text);
    }

    @Test
    void whatIsMoreIsLeftOutInTheMiddleAndCounted() {
        RunOutput output = output();
        take(output, "A".repeat(LIMIT / 2));
        take(output, "B".repeat(123));
        take(output, "C".repeat(LIMIT / 2));
        output.finish();
        assertThat(kept()).isEqualTo("A".repeat(LIMIT / 2) + "… 123 bytes left out …\n" + "C".repeat(LIMIT / 2));
        assertThat(counted()).isEqualTo(LIMIT + 123);
    }

    @Test
    void bytesThatAreNoTextAreKeptAsReplacements() {
        RunOutput output = output();
        take(output, new byte[] {'a', (byte) 0xff, (byte) 0x80, 'b', (byte) 0xe2, (byte) 0x82});
        output.finish();
        assertThat(kept()).startsWith("a").contains("b").hasSizeLessThan(7);
        assertThat(counted()).isEqualTo(6);
    }

    @Test
    void aSecondSessionOfTheRunHasOnlyWhatIsLeftOfTheLimit() {
        RunOutput first = output();
        take(first, "A".repeat(LIMIT / 2));
        first.idle();
        RunOutput second = output();
        take(second, "B".repeat(LIMIT));
        second.finish();
        assertThat(kept().length()).isLessThan(LIMIT + 100);
    }

    @Test
    void theLastLineIsTheLastOneThatSaysSomething() {
        RunOutput output = output();
        take(output, "first\nsecond: no room\n\n  \n");
        output.finish();
        assertThat(output.lastLine()).isEqualTo("second: no room");
    }
}
