package org.openztp.ssh;

import java.io.InterruptedIOException;
import java.io.OutputStream;

/**
 * A bounded pipe from the thread that reads the connection to the one that asked: whatever a device prints, no more
 * than the capacity is held here, and a full pipe stops the reading until the taker has taken.
 */
final class OutputQueue extends OutputStream {
    private final byte[] ring;
    private int start;
    private int size;
    private boolean ended;
    private boolean abandoned;

    OutputQueue(int capacity) {
        ring = new byte[capacity];
    }

    @Override
    public void write(int b) throws InterruptedIOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws InterruptedIOException {
        int done = 0;
        while (done < length && !abandoned) {
            if (size == ring.length) {
                await(0);
                continue;
            }
            int end = (start + size) % ring.length;
            int room = Math.min(ring.length - size, ring.length - end);
            int piece = Math.min(room, length - done);
            System.arraycopy(bytes, offset + done, ring, end, piece);
            size += piece;
            done += piece;
            notifyAll();
        }
    }

    /** The writer is done; what is still held can be taken. */
    @Override
    public synchronized void close() {
        ended = true;
        notifyAll();
    }

    /** The taker is gone: everything still to come is dropped, and nobody waits. */
    synchronized void abandon() {
        abandoned = true;
        notifyAll();
    }

    /**
     * Waits for bytes, at most the given time.
     *
     * @return how many were taken; 0 when the time passed; -1 when the writer is done and all was taken
     */
    synchronized int take(byte[] into, long waitMillis) throws InterruptedIOException {
        if (size == 0 && !ended && waitMillis > 0) {
            await(waitMillis);
        }
        if (size == 0) {
            return ended ? -1 : 0;
        }
        int piece = Math.min(Math.min(size, ring.length - start), into.length);
        System.arraycopy(ring, start, into, 0, piece);
        start = (start + piece) % ring.length;
        size -= piece;
        notifyAll();
        return piece;
    }

    /** Waits the given time for whatever may happen to this pipe. */
    synchronized void pause(long millis) throws InterruptedIOException {
        await(millis);
    }

    private void await(long millis) throws InterruptedIOException {
        try {
            wait(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a command ran");
        }
    }
}
