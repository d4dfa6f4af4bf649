package org.openztp.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProgramOutputTest {
    private static final String KEY = "0123456789abcdef";
    private static final String MARK = "\n@ztp:" + KEY + " ";

    /** What was told, as one text: <N … >N:CODE RESULT, and words with the number of their step. */
    private static final class Transcript implements ProgramOutput.Sink {
        final StringBuilder told = new StringBuilder();
        private int last = -1;

        @Override
        public void begin(int step) {
            told.append("<").append(step);
            last = -1;
        }

        @Override
        public void output(int step, byte[] bytes, int offset, int length) {
            told.append(step == last ? "" : "[" + step + "]")
                    .append(new String(bytes, offset, length, StandardCharsets.ISO_8859_1));
            last = step;
        }

        @Override
        public void end(int step, int code, ProgramOutput.Result result) {
            told.append(">").append(step).append(":").append(code).append(" ").append(result);
            last = -1;
        }
    }

    private static String read(String output, Random pieces) {
        Transcript transcript = new Transcript();
        ProgramOutput reader = new ProgramOutput(KEY, transcript);
        byte[] bytes = output.getBytes(StandardCharsets.ISO_8859_1);
        int done = 0;
        while (done < bytes.length) {
            int some = pieces == null ? bytes.length : Math.min(bytes.length - done, 1 + pieces.nextInt(7));
            reader.take(bytes, done, some);
            done += some;
        }
        reader.finish();
        return transcript.told.toString();
    }

    /** Each piece by a reader that knows no more than what the one before it wrote down. */
    private static String readByMany(String output, Random pieces) throws IOException {
        Transcript transcript = new Transcript();
        byte[] bytes = output.getBytes(StandardCharsets.ISO_8859_1);
        byte[] saved = null;
        ProgramOutput reader = new ProgramOutput(KEY, transcript);
        for (int done = 0; done < bytes.length; ) {
            int some = Math.min(bytes.length - done, 1 + pieces.nextInt(7));
            reader.take(bytes, done, some);
            done += some;
            ByteArrayOutputStream held = new ByteArrayOutputStream();
            reader.save(new DataOutputStream(held));
            saved = held.toByteArray();
            reader = new ProgramOutput(KEY, transcript);
            reader.restore(new DataInputStream(new ByteArrayInputStream(saved)));
        }
        reader.finish();
        return transcript.told.toString();
    }

    @Test
    void aReaderGoesOnWhereAnotherOneStopped() throws IOException {
        Random random = new Random(4);
        String output = "before\n\n@zt" + MARK + "begin 1\nhello\n" + MARK + "end 1 0 changed\n" + MARK + "begin 2\n"
                + MARK + "no mark\n" + MARK + "end 2 21 rolled_back\nafter\n@ztp:";

        for (int round = 0; round < 200; round++) {
            assertThat(readByMany(output, random)).isEqualTo(read(output, null));
        }
    }

    @Test
    void stepsAreToldFromTheirWords() {
        String output = "before" + MARK + "begin 1\nhello\n" + MARK + "end 1 0 changed\n" + MARK + "begin 2\n" + MARK
                + "end 2 21 rolled_back\nafter\n";

        assertThat(read(output, null)).isEqualTo("[0]before<1[1]hello\n>1:0 CHANGED<2>2:21 ROLLED_BACK[0]after\n");
    }

    @ParameterizedTest
    @CsvSource({"no newline, no newline", "one\\n, one\\n", "\\n\\n, \\n\\n", "'',''", "\\n@ztp:, \\n@ztp:"})
    void wordsComeOutByteForByte(String words, String expected) {
        String raw = words.replace("\\n", "\n");

        String told = read(MARK + "begin 1\n" + raw + MARK + "end 1 0 unchanged\n", null);

        assertThat(told)
                .isEqualTo("<1" + (raw.isEmpty() ? "" : "[1]") + expected.replace("\\n", "\n") + ">1:0 UNCHANGED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n@ztp:0123456789abcdeX end 1 0 changed\n",
                "@ztp:0123456789abcdef end 1 0 changed\n",
                "\n@ztp:0123456789abcdef end 1 0 splendid\n",
                "\n@ztp:0123456789abcdef end 1 -1 changed\n",
                "\n@ztp:0123456789abcdef begin 99999999999999\n",
                "\n@ztp:0123456789abcdef end 1 0 changed and very much more than a marker has ever had to say about it\n"
            })
    void whatIsNoMarkerIsWords(String words) {
        assertThat(read(MARK + "begin 1\nx" + words + MARK + "end 1 0 changed\n", null))
                .isEqualTo("<1[1]x" + words + ">1:0 CHANGED");
    }

    @Test
    void theDevicesOwnCopyCompletesWhatBrokeOff() {
        Transcript transcript = new Transcript();
        ProgramOutput reader = new ProgramOutput(KEY, transcript);
        String marks =
                MARK + "begin 1\n" + MARK + "end 1 0 changed\n" + MARK + "begin 2\n" + MARK + "end 2 0 changed\n";
        byte[] first = (MARK + "begin 1\nhello" + MARK + "end 1 0 changed\n" + MARK + "begin 2\nwor")
                .getBytes(StandardCharsets.UTF_8);

        reader.take(first, 0, first.length);
        reader.finish();
        byte[] copy = marks.getBytes(StandardCharsets.UTF_8);
        reader.take(copy, 0, copy.length);
        reader.finish();

        assertThat(transcript.told).hasToString("<1[1]hello>1:0 CHANGED<2[2]wor>2:0 CHANGED");
    }

    @Test
    void piecesOfAnySizeReadTheSame() {
        Random random = new Random(4711);
        String[] parts = {
            "\n",
            "@ztp:",
            KEY,
            " ",
            "begin 1\n",
            "x",
            "\0\377",
            MARK,
            MARK + "begin 1\n",
            "end 1 0 changed\n",
            MARK + "end 1 7 unchanged\n",
            MARK + "begin 2\n",
            "\n@"
        };
        for (int round = 0; round < 3000; round++) {
            StringBuilder output = new StringBuilder();
            for (int i = random.nextInt(20); i > 0; i--) {
                output.append(parts[random.nextInt(parts.length)]);
            }
            assertThat(read(output.toString(), random)).as("round " + round).isEqualTo(read(output.toString(), null));
        }
    }
}
