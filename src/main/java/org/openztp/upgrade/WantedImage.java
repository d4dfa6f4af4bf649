package org.openztp.upgrade;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** An image on its way to a router, for as long as somebody wants it there: asked about every second at most. */
final class WantedImage extends FilterInputStream {
    private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);

    private final BooleanSupplier wanted;
    private long asked = System.nanoTime();

    WantedImage(InputStream image, BooleanSupplier wanted) {
        super(image);
        this.wanted = wanted;
    }

    @Override
    public int read() throws IOException {
        check();
        return super.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        check();
        return super.read(bytes, offset, length);
    }

    private void check() throws IOException {
        if (System.nanoTime() - asked < PAUSE) {
            return;
        }
        asked = System.nanoTime();
        if (!wanted.getAsBoolean()) {
            throw new IOException("the image is not wanted any more");
        }
    }
}
