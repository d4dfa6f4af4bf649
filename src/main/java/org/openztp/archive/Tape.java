package org.openztp.archive;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Keeps what was read through it until somebody says what becomes of it. */
final class Tape extends FilterInputStream {
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();

    Tape(InputStream in) {
        super(in);
    }

    /** Gives away all that was read since the last time. */
    void cut(OutputStream to) throws IOException {
        read.writeTo(to);
        read.reset();
    }

    @Override
    public int read() throws IOException {
        int b = super.read();
        if (b >= 0) {
            read.write(b);
        }
        return b;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int n = super.read(into, offset, length);
        if (n > 0) {
            read.write(into, offset, n);
        }
        return n;
    }

    /** What is passed over is read all the same. */
    @Override
    public long skip(long bytes) throws IOException {
        return readNBytes((int) Math.min(bytes, 64 * 1024)).length;
    }
}
