package org.openztp.firmware;

import jakarta.servlet.WriteListener;
import java.io.IOException;

/** Writes a part of a file piece by piece, each when the line to its reader is free and the connection takes it. */
final class PacedWriter implements WriteListener {
    private final SlowWriter writer;
    private final SiteRates.Line line;

    /** A piece waits for the line: the connection is not to be asked meanwhile. */
    private boolean waits;

    PacedWriter(SlowWriter writer, SiteRates.Line line) {
        this.writer = writer;
        this.line = line;
    }

    @Override
    public synchronized void onWritePossible() throws IOException {
        if (waits || !writer.isReady()) {
            return;
        }
        int bytes = writer.nextBytes();
        waits = bytes > 0 && line.whenFree(bytes, this::write);
        if (!waits) {
            writer.end();
        }
    }

    private synchronized void write() {
        waits = false;
        try {
            writer.writePiece();
            onWritePossible();
        } catch (IOException | RuntimeException e) {
            writer.end();
        }
    }

    @Override
    public void onError(Throwable error) {
        writer.onError(error);
    }
}
