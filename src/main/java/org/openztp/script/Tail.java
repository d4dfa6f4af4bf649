package org.openztp.script;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The last bytes of a stream, at most as many as the capacity; the memory grows with what comes. */
final class Tail {
    private static final int FIRST = 8 * 1024;

    private final int capacity;
    private byte[] ring = new byte[0];
    private int start;
    private int size;
    private long dropped;

    Tail(int capacity) {
        this.capacity = capacity;
    }

    void add(byte[] bytes, int offset, int length) {
        int skip = Math.max(0, length - capacity);
        int from = offset + skip;
        int left = length - skip;
        dropped += skip;
        grow(size + left);
        int over = Math.max(0, size + left - ring.length);
        start = ring.length == 0 ? 0 : (start + over) % ring.length;
        size -= over;
        dropped += over;
        while (left > 0) {
            int end = (start + size) % ring.length;
            int piece = Math.min(left, ring.length - end);
            System.arraycopy(bytes, from, ring, end, piece);
            size += piece;
            from += piece;
            left -= piece;
        }
    }

    /** How many bytes came before those that are kept. */
    long dropped() {
        return dropped;
    }

    byte[] bytes() {
        byte[] all = new byte[size];
        int first = Math.min(size, ring.length - start);
        System.arraycopy(ring, start, all, 0, first);
        System.arraycopy(ring, 0, all, first, size - first);
        return all;
    }

    void save(DataOutput out) throws IOException {
        out.writeLong(dropped);
        out.writeInt(size);
        out.write(bytes());
    }

    void restore(DataInput in) throws IOException {
        long before = in.readLong();
        byte[] kept = new byte[in.readInt()];
        in.readFully(kept);
        add(kept, 0, kept.length);
        dropped += before;
    }

    private void grow(int wanted) {
        if (wanted <= ring.length || ring.length == capacity) {
            return;
        }
        byte[] all = bytes();
        ring = new byte[Math.min(capacity, Math.max(FIRST, Math.max(wanted, 2 * ring.length)))];
        System.arraycopy(all, 0, ring, 0, all.length);
        start = 0;
    }
}
