package org.openztp.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TailTest {
    private static void add(Tail tail, String text) {
        byte[] bytes = ("xx" + text + "yy").getBytes(StandardCharsets.US_ASCII);
        tail.add(bytes, 2, text.length());
    }

    private static String text(Tail tail) {
        return new String(tail.bytes(), StandardCharsets.US_ASCII);
    }

    @Test
    void whatFitsIsKeptWhole() {
        Tail tail = new Tail(10);
        add(tail, "abc");
        add(tail, "");
        add(tail, "defghij");
        assertThat(text(tail)).isEqualTo("abcdefghij");
        assertThat(tail.dropped()).isZero();
    }

    @Test
    void onlyTheLastBytesAreKeptAndTheOthersAreCounted() {
        Tail tail = new Tail(4);
        add(tail, "abcdef");
        add(tail, "g");
        assertThat(text(tail)).isEqualTo("defg");
        assertThat(tail.dropped()).isEqualTo(3);
    }

    @Test
    void nothingIsKeptWhereThereIsNoRoom() {
        Tail tail = new Tail(0);
        add(tail, "abc");
        assertThat(text(tail)).isEmpty();
        assertThat(tail.dropped()).isEqualTo(3);
    }

    @Test
    void inWhateverPiecesTheyComeTheLastBytesAreTheSame() {
        Random random = new Random(7);
        for (int round = 0; round < 50; round++) {
            int capacity = 1 + random.nextInt(40_000);
            Tail tail = new Tail(capacity);
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 30; i++) {
                String piece = String.valueOf((char) ('a' + i % 26)).repeat(random.nextInt(5_000));
                all.append(piece);
                add(tail, piece);
            }
            int kept = Math.min(capacity, all.length());
            assertThat(text(tail)).isEqualTo(all.substring(all.length() - kept));
            assertThat(tail.dropped()).isEqualTo(all.length() - kept);
        }
    }
}
