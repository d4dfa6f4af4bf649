package org.openztp.script;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.openztp.device.Inventory;
import org.openztp.history.DeviceEvent;
import org.openztp.history.EventKind;
import org.openztp.ssh.SshSession;

/**
 * Keeps what one run prints as OUTPUT events: the first half of the limit as it comes, the last half at the end, and
 * between the two a line that says how much was left out. Whatever a script prints, no more than the limit is held.
 */
final class RunOutput implements SshSession.Sink {
    private static final int PIECE = 8 * 1024;
    private static final Duration LIVE = Duration.ofMillis(500);
    private static final int LAST_LINE = 300;

    private final Inventory inventory;
    private final ScriptRuns runs;
    private final ScriptRun run;
    private final Tail tail;
    private final byte[] piece = new byte[PIECE];
    private int filled;
    private Instant since;
    private long headLeft;
    private String lastLine = "";

    /** @param run as stored; what an earlier session kept of its output counts against the limit */
    RunOutput(Inventory inventory, ScriptRuns runs, ScriptRun run, long limitBytes) {
        this.inventory = inventory;
        this.runs = runs;
        this.run = run;
        this.headLeft = Math.max(0, limitBytes / 2 - run.outputBytes());
        this.tail = new Tail((int) Math.min(limitBytes / 2, Integer.MAX_VALUE / 2));
    }

    @Override
    public void take(byte[] bytes, int offset, int length) {
        int head = (int) Math.min(headLeft, length);
        headLeft -= head;
        fill(bytes, offset, head);
        tail.add(bytes, offset + head, length - head);
        if (filled > 0 && !inventory.now().isBefore(since.plus(LIVE))) {
            flush(false);
        }
    }

    @Override
    public void idle() {
        if (filled > 0) {
            flush(false);
        }
    }

    /** Keeps what is still held; nothing comes any more. */
    void finish() {
        if (tail.dropped() > 0) {
            flush(true);
            keep("… " + tail.dropped() + " bytes left out …\n", tail.dropped());
        }
        byte[] last = tail.bytes();
        fill(last, 0, last.length);
        flush(true);
    }

    /** The last line that says something, cut to a readable length. */
    String lastLine() {
        return lastLine.length() > LAST_LINE ? lastLine.substring(0, LAST_LINE) + "…" : lastLine;
    }

    private void fill(byte[] bytes, int offset, int length) {
        int done = 0;
        while (done < length) {
            if (filled == 0) {
                since = inventory.now();
            }
            int some = Math.min(length - done, PIECE - filled);
            System.arraycopy(bytes, offset + done, piece, filled, some);
            filled += some;
            done += some;
            if (filled == PIECE) {
                flush(false);
            }
        }
    }

    /** @param all also a character whose last bytes are missing; else it waits for them */
    private void flush(boolean all) {
        int end = all ? filled : wholeCharacters();
        if (end > 0) {
            keep(new String(piece, 0, end, StandardCharsets.UTF_8), end);
            System.arraycopy(piece, end, piece, 0, filled - end);
            filled -= end;
            since = inventory.now();
        }
    }

    private void keep(String text, long bytes) {
        text.lines().filter(line -> !line.isBlank()).reduce((a, b) -> b).ifPresent(line -> lastLine = line.strip());
        inventory.db().run(tx -> {
            DeviceEvent event = new DeviceEvent(run.deviceId(), inventory.now(), EventKind.OUTPUT, run.script());
            inventory.events().add(tx, event.ofRun(run.id()).with(text));
            runs.printed(tx, run.id(), bytes);
        });
    }

    /** Where the last character begins that is not complete yet; at most three bytes before the end. */
    private int wholeCharacters() {
        for (int back = 1; back <= Math.min(3, filled); back++) {
            int b = piece[filled - back] & 0xff;
            if (b >= 0xc0) {
                int length = b >= 0xf0 ? 4 : b >= 0xe0 ? 3 : 2;
                return length > back ? filled - back : filled;
            }
            if (b < 0x80) {
                return filled;
            }
        }
        return filled;
    }
}
