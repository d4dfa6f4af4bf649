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
    public void onWritePossible() {
        synchronized (writer) {
            if (waits || !writer.isReady()) {
                return;
            }
            int bytes = writer.nextBytes();
            waits = bytes > 0 && line.whenFree(bytes, this::write);
            if (!waits) {
                writer.end();
            }
        }
    }

    private void write() {
        synchronized (writer) {
            waits = false;
            if (writer.isOver()) {
                return;
            }
            try {
                writer.writePiece();
                onWritePossible();
            } catch (IOException | RuntimeException e) {
                writer.end();
            }
        }
    }

    @Override
    public void onError(Throwable error) {
        writer.onError(error);
    }
}
