package org.openztp.upgrade;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What a router posts ends anywhere. */
class PostedLinesTest {
    private static final byte[] WORDS = "eins\n@ztp:KEY step zwöi\n\ndrei".getBytes(UTF_8);

    private static PostedLines after(PostedLines earlier, boolean atOnce) throws IOException {
        ByteArrayOutputStream saved = new ByteArrayOutputStream();
        earlier.save(new DataOutputStream(saved));
        PostedLines lines = new PostedLines(atOnce);
        lines.restore(new DataInputStream(new ByteArrayInputStream(saved.toByteArray())));
        return lines;
    }

    @Test
    void linesComeWholeWhereverTheyWereCut() throws IOException {
        for (int cut = 0; cut <= WORDS.length; cut++) {
            PostedLines first = new PostedLines(false);
            first.take(WORDS, 0, cut);
            PostedLines second = after(first, false);
            second.take(WORDS, cut, WORDS.length - cut);
            second.finish();

            assertThat(first.text()).as("cut at " + cut).matches("(?s)|.*\n");
            assertThat(first.text() + second.text()).as("cut at " + cut).isEqualTo(new String(WORDS, UTF_8));
            assertThat(first.bytes() + second.bytes()).isEqualTo(WORDS.length);
        }
    }

    @Test
    void whatIsWantedAtOnceComesAtTheEnd() throws IOException {
        PostedLines first = new PostedLines(true);
        first.take(WORDS, 0, 10);
        assertThat(first.text()).isEmpty();
        PostedLines second = after(first, true);
        second.take(WORDS, 10, WORDS.length - 10);
        second.finish();

        assertThat(second.text()).isEqualTo(new String(WORDS, UTF_8));
        assertThat(second.lastLine()).isEqualTo("drei");
    }

    @Test
    void whateverComesNoMoreThanTheLimitIsHeld() throws IOException {
        byte[] much = new byte[256 * 1024];
        java.util.Arrays.fill(much, (byte) 'x');
        for (boolean atOnce : new boolean[] {true, false}) {
            PostedLines lines = new PostedLines(atOnce);
            for (int i = 0; i < 10; i++) {
                lines.take(much, 0, much.length);
                ByteArrayOutputStream saved = new ByteArrayOutputStream();
                lines.save(new DataOutputStream(saved));
                assertThat(saved.size()).isLessThanOrEqualTo(PostedLines.MOST + Integer.BYTES);
                lines = after(lines, atOnce);
            }
            lines.finish();
            assertThat(lines.text().length()).isLessThanOrEqualTo(PostedLines.MOST);
        }
    }
}
