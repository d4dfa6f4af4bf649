package org.openztp.script;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.hibernate.annotations.DynamicUpdate;
import org.openztp.db.Tx;

/**
 * What a device posts back of a run that it fetched, in pieces over any number of requests, on any node. What the reader of
 * the pieces holds is kept here, in the transaction that stores what it made of them; who writes holds the device's lock.
 */
@Entity
@DynamicUpdate
@Table(name = "fetched_run")
public class FetchedRun {
    @Id
    @Column(name = "run_id")
    private long runId;

    private long received;
    private byte[] held;

    @Version
    private long version;

    protected FetchedRun() {}

    /** The row of a run that is given to its device; the same when it is given once more. */
    public static void given(Tx tx, ScriptRun run) {
        if (find(tx, run).isEmpty()) {
            FetchedRun row = new FetchedRun();
            row.runId = run.id();
            tx.em().persist(row);
        }
    }

    /** Empty for a run that was never given to its device to be fetched. */
    public static Optional<FetchedRun> find(Tx tx, ScriptRun run) {
        return Optional.ofNullable(tx.em().find(FetchedRun.class, run.id()));
    }

    /** How many bytes of the run's output have come. */
    public long received() {
        return received;
    }

    /**
     * Takes the bytes that are new.
     *
     * @param output of this run, as yet unused
     * @param offset where in the run's output the bytes stand; at most {@link #received}
     * @param last nothing comes after them
     */
    public void take(Printed output, long offset, byte[] bytes, boolean last) {
        if (offset > received) {
            throw new IllegalArgumentException("a gap between " + received + " and " + offset);
        }
        int known = (int) Math.min(bytes.length, received - offset);
        resume(output);
        output.take(bytes, known, bytes.length - known);
        received += bytes.length - known;
        if (last) {
            output.finish();
            held = null;
        } else {
            output.idle();
            held = saved(output);
        }
    }

    /** Keeps what is still held: nothing comes any more. */
    public void finish(Printed output) {
        take(output, received, new byte[0], true);
    }

    private void resume(Printed output) {
        if (held == null) {
            return;
        }
        try {
            output.restore(new DataInputStream(new ByteArrayInputStream(held)));
        } catch (IOException e) {
            throw new UncheckedIOException("what is held of run " + runId, e);
        }
    }

    private static byte[] saved(Printed output) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            output.save(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
