package org.openztp.upgrade;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.openztp.script.Printed;

/** Makes whole lines of what a router posts in pieces that end anywhere. Whatever comes, no more than {@link #MOST} is held. */
final class PostedLines implements Printed {
    static final int MOST = 64 * 1024;

    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private final ByteArrayOutputStream whole = new ByteArrayOutputStream();
    private final boolean atOnce;
    private int bytes;

    /** @param atOnce there are no lines before the end */
    PostedLines(boolean atOnce) {
        this.atOnce = atOnce;
    }

    /** The lines that were completed by what was taken; what is beyond the limit is missing. */
    String text() {
        return whole.toString(UTF_8);
    }

    /** How many bytes were taken. */
    int bytes() {
        return bytes;
    }

    @Override
    public void take(byte[] some, int offset, int length) {
        bytes += length;
        int end = offset + length;
        int lines = atOnce ? offset : endOfLines(some, offset, end);
        if (lines > offset) {
            held.write(some, offset, lines - offset);
            release();
        }
        held.write(some, lines, Math.min(end - lines, MOST - held.size()));
        if (!atOnce && held.size() == MOST) {
            release();
        }
    }

    /** After the last line break; where there is none, where it begins. */
    private static int endOfLines(byte[] some, int from, int to) {
        int end = to;
        while (end > from && some[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    private void release() {
        byte[] all = held.toByteArray();
        whole.write(all, 0, Math.min(all.length, MOST - whole.size()));
        held.reset();
    }

    @Override
    public void idle() {}

    @Override
    public void finish() {
        release();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(held.size());
        out.write(held.toByteArray());
    }

    @Override
    public void restore(DataInput in) throws IOException {
        byte[] before = new byte[in.readInt()];
        in.readFully(before);
        held.write(before);
    }

    @Override
    public String lastLine() {
        return text().lines()
                .filter(line -> !line.isBlank())
                .reduce((a, b) -> b)
                .orElse("");
    }
}
