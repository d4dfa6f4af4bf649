package org.openztp.plan;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what a program prints, in pieces of any size, and tells the steps from their words. A marker is a line of its
 * own with the program's key, and the line break before it is part of it: the words come out byte for byte. Markers that
 * were told already are passed over, so that the device's copy of them may be read after an output that broke off. For
 * use by one thread at a time.
 */
public final class ProgramOutput {
    /** What became of a step. */
    public enum Result {
        CHANGED,
        UNCHANGED,
        ROLLED_BACK
    }

    /** What is told; step 0 is the program itself, before its first step and after its last. */
    public interface Sink {
        void begin(int step);

        void output(int step, byte[] bytes, int offset, int length);

        /** Well when {@code code} is 0, {@link Program#RESTARTING} or {@link Program#FLASHING}. */
        void end(int step, int code, Result result);
    }

    private static final Pattern MARK =
            Pattern.compile("begin (\\d{1,6})|end (\\d{1,6}) (\\d{1,3}) (changed|unchanged|rolled_back)");
    private static final int LONGEST_MARK = 64;

    private final byte[] start;
    private final byte[] held;
    private final Sink sink;
    private int holding;
    private int begun;
    private int step;

    /** @param key with which the program was rendered */
    public ProgramOutput(String key, Sink sink) {
        this.start = ("\n@ztp:" + key + " ").getBytes(StandardCharsets.US_ASCII);
        this.held = new byte[start.length + LONGEST_MARK];
        this.sink = sink;
    }

    public void take(byte[] bytes, int offset, int length) {
        int plain = offset;
        for (int i = offset; i < offset + length; i++) {
            byte b = bytes[i];
            if (holding == 0 && b != '\n') {
                continue;
            }
            if (holding == 0) {
                output(bytes, plain, i - plain);
            }
            boolean taken = hold(b);
            if (holding == 0) {
                plain = taken ? i + 1 : i;
            }
        }
        if (holding == 0) {
            output(bytes, plain, offset + length - plain);
        }
    }

    /** Writes down where the reader is, for {@link #restore} of another reader with the same key. */
    public void save(DataOutput out) throws IOException {
        out.writeInt(begun);
        out.writeInt(step);
        out.writeInt(holding);
        out.write(held, 0, holding);
    }

    public void restore(DataInput in) throws IOException {
        begun = in.readInt();
        step = in.readInt();
        holding = in.readInt();
        in.readFully(held, 0, holding);
    }

    /** Nothing comes any more: what may have been the beginning of a marker was none. */
    public void finish() {
        release();
    }

    /** Whether the byte may belong to a marker, or ended one; else it is a word's. */
    private boolean hold(byte b) {
        if (holding < start.length && b != start[holding]) {
            release();
            if (b != '\n') {
                return false;
            }
        }
        held[holding++] = b;
        if (holding > start.length && b == '\n') {
            marker();
        } else if (holding == held.length) {
            release();
        }
        return true;
    }

    private void marker() {
        String words = new String(held, start.length, holding - start.length - 1, StandardCharsets.ISO_8859_1);
        Matcher m = MARK.matcher(words);
        if (!m.matches()) {
            // its line break may begin the next one
            holding--;
            release();
            held[holding++] = '\n';
            return;
        }
        holding = 0;
        if (m.group(1) != null) {
            begin(Integer.parseInt(m.group(1)));
        } else if (Integer.parseInt(m.group(2)) == step && step > 0) {
            step = 0;
            String result = m.group(4).toUpperCase(Locale.ROOT);
            sink.end(begun, Integer.parseInt(m.group(3)), Result.valueOf(result));
        }
    }

    private void begin(int number) {
        if (number > begun) {
            begun = number;
            step = number;
            sink.begin(number);
        }
    }

    private void release() {
        byte[] words = Arrays.copyOf(held, holding);
        holding = 0;
        output(words, 0, words.length);
    }

    private void output(byte[] bytes, int offset, int length) {
        if (length > 0) {
            sink.output(step, bytes, offset, length);
        }
    }
}
