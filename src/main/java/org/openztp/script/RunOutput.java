package org.openztp.script;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.openztp.device.Inventory;
import org.openztp.history.DeviceEvent;
import org.openztp.history.EventKind;

/**
 * Keeps what one run, or one step of it, prints as OUTPUT events: the first part as it comes, the last at the end, and
 * between the two a line that says how much was left out. Whatever is printed, no more than the limit is held.
 */
public final class RunOutput implements Printed {
    private static final int PIECE = 8 * 1024;
    private static final Duration LIVE = Duration.ofMillis(500);
    private static final int LAST_LINE = 300;

    private final Inventory inventory;
    private final ScriptRuns runs;
    private final ScriptRun run;
    private final Tail tail;
    private String label;
    private Integer step;
    private final byte[] piece = new byte[PIECE];
    private int filled;
    private Instant since;
    private long headLeft;
    private String lastLine = "";
    private long kept;

    /** @param run as stored; what an earlier session kept of its output counts against the limit */
    RunOutput(Inventory inventory, ScriptRuns runs, ScriptRun run, long limitBytes) {
        this(inventory, runs, run, Math.max(0, limitBytes / 2 - run.outputBytes()), limitBytes / 2);
    }

    /**
     * @param head so many bytes are kept from the beginning
     * @param end and so many from the end
     */
    public RunOutput(Inventory inventory, ScriptRuns runs, ScriptRun run, long head, long end) {
        this.inventory = inventory;
        this.runs = runs;
        this.run = run;
        this.label = run.script();
        this.headLeft = head;
        this.tail = new Tail((int) Math.min(end, Integer.MAX_VALUE / 2));
    }

    /** What is printed is that of a step of the run. */
    public RunOutput ofStep(int position, String name) {
        step = position;
        label = name;
        return this;
    }

    /** How many bytes of what was printed are stored. */
    public long kept() {
        return kept;
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

    @Override
    public void finish() {
        if (tail.dropped() > 0) {
            flush(true);
            keep("… " + tail.dropped() + " bytes left out …\n", tail.dropped());
            kept -= tail.dropped();
        }
        byte[] last = tail.bytes();
        fill(last, 0, last.length);
        flush(true);
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(filled);
        out.write(piece, 0, filled);
        out.writeLong(headLeft);
        out.writeLong(kept);
        out.writeUTF(lastLine());
        tail.save(out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        filled = in.readInt();
        in.readFully(piece, 0, filled);
        since = inventory.now();
        headLeft = in.readLong();
        kept = in.readLong();
        lastLine = in.readUTF();
        tail.restore(in);
    }

    @Override
    public String lastLine() {
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
        inventory.tx(tx -> {
            DeviceEvent event = new DeviceEvent(run.deviceId(), inventory.now(), EventKind.OUTPUT, label);
            inventory
                    .events()
                    .add(
                            tx,
                            (step == null ? event : event.ofStep(step))
                                    .ofRun(run.id())
                                    .with(text));
            runs.printed(tx, run.id(), bytes);
            return null;
        });
        kept += bytes;
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
