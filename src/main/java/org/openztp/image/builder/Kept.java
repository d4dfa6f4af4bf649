package org.openztp.image.builder;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a stream of a process said: its beginning and its end, and the lines that tell why something went wrong, wherever
 * they stood. Read by a thread of its own, as fast as it comes.
 */
final class Kept implements Runnable {
    private static final int HALF = 512 * 1024;
    private static final int MOST_LINES = 200;
    private static final int LONGEST_LINE = 2000;

    private final InputStream in;
    private final List<String> telling;
    private final ByteArrayOutputStream head = new ByteArrayOutputStream();
    private final byte[] tail = new byte[HALF];
    private final StringBuilder line = new StringBuilder();
    private final List<String> lines = new ArrayList<>();
    private long total;

    Kept(InputStream in, List<String> telling) {
        this.in = in;
        this.telling = telling;
    }

    @Override
    public void run() {
        byte[] piece = new byte[16 * 1024];
        try {
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                take(piece, n);
            }
        } catch (IOException e) {
            // the stream of a process that was killed
        }
    }

    private synchronized void take(byte[] piece, int length) {
        for (int i = 0; i < length; i++) {
            if (total < HALF) {
                head.write(piece[i]);
            } else {
                tail[(int) (total % HALF)] = piece[i];
            }
            total++;
            character((char) (piece[i] & 0xff));
        }
    }

    private void character(char c) {
        if (c == '\n') {
            if (lines.size() < MOST_LINES && tells(line.toString())) {
                lines.add(line.toString());
            }
            line.setLength(0);
        } else if (line.length() < LONGEST_LINE) {
            line.append(c);
        }
    }

    private boolean tells(String text) {
        for (String words : telling) {
            if (text.contains(words)) {
                return true;
            }
        }
        return false;
    }

    /** How many bytes there were so far. */
    synchronized long total() {
        return total;
    }

    /** The lines that tell, the last one also without an end. */
    synchronized List<String> lines() {
        character('\n');
        return List.copyOf(lines);
    }

    synchronized String text() {
        if (total <= HALF) {
            return text(head.toByteArray());
        }
        ByteArrayOutputStream end = new ByteArrayOutputStream();
        int last = (int) (total % HALF);
        if (total >= 2L * HALF) {
            end.write(tail, last, HALF - last);
        }
        end.write(tail, 0, last);
        long left = total - HALF - end.size();
        return text(head.toByteArray())
                + (left > 0 ? "\n… " + left + " bytes left out …\n" : "")
                + text(end.toByteArray());
    }

    /** A zero has no place in a database's text. */
    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8).replace('\0', '?');
    }
}
