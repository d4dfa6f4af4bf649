package org.openztp.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts what is read, and reads no further than it may. */
final class Limited extends FilterInputStream {
    /** The message says of what there is too much. */
    static final class TooMuch extends IOException {
        private static final long serialVersionUID = 1L;

        TooMuch(String words) {
            super(words);
        }
    }

    private long position;
    private long most;
    private String words;

    Limited(InputStream in) {
        super(in);
    }

    /** @param position which may be reached and not passed */
    void limit(long position, String words) {
        this.most = position;
        this.words = words;
    }

    /** How many bytes were read. */
    long position() {
        return position;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int n = super.read(into, offset, length);
        position += Math.max(n, 0);
        if (position > most) {
            throw new TooMuch(words);
        }
        return n;
    }

    /** What is passed over is read all the same. */
    @Override
    public long skip(long bytes) throws IOException {
        return readNBytes((int) Math.min(bytes, 64 * 1024)).length;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
