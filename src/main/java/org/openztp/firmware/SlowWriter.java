package org.openztp.firmware;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;

/**
 * Writes a part of a file whenever the connection takes some, 64 kB at a time; between two pieces it holds the open file
 * and nothing else. Who is slower than a modem is cut off.
 */
final class SlowWriter implements WriteListener {
    private static final int PIECE_BYTES = 64 * 1024;

    /** Small, so that a hundred readers behind one slow line hear from it before they give up. */
    private static final int PACED_PIECE_BYTES = 8 * 1024;

    private static final Duration AT_LEAST = Duration.ofMinutes(5);
    private static final long SLOWEST_BYTES_PER_SECOND = 2_000;

    private final AsyncContext async;
    private final ServletOutputStream out;
    private final FileChannel file;
    private final long end;
    private final int pieceBytes;
    private long position;
    private volatile boolean over;

    private SlowWriter(AsyncContext async, ServletOutputStream out, FileChannel file, Download part, int pieceBytes) {
        this.async = async;
        this.out = out;
        this.file = file;
        this.pieceBytes = pieceBytes;
        this.position = part.from();
        this.end = part.from() + part.count();
    }

    /** @param line empty where nothing holds it back but the connection */
    static void start(
            HttpServletRequest request,
            HttpServletResponse response,
            Path path,
            Download part,
            Optional<SiteRates.Line> line)
            throws IOException {
        FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
        try {
            AsyncContext async = request.startAsync();
            async.setTimeout(AT_LEAST.plusSeconds(part.count() / SLOWEST_BYTES_PER_SECOND)
                    .toMillis());
            ServletOutputStream out = response.getOutputStream();
            int pieceBytes = line.isPresent() ? PACED_PIECE_BYTES : PIECE_BYTES;
            SlowWriter writer = new SlowWriter(async, out, file, part, pieceBytes);
            End end = new End();
            end.writer = writer;
            async.addListener(end);
            out.setWriteListener(line.isPresent() ? new PacedWriter(writer, line.get()) : writer);
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    @Override
    public void onWritePossible() throws IOException {
        ByteBuffer piece = null;
        while (out.isReady()) {
            if (position == end) {
                end();
                return;
            }
            if (piece == null) {
                piece = ByteBuffer.allocate(pieceBytes);
            }
            write(piece);
        }
    }

    private void write(ByteBuffer piece) throws IOException {
        piece.clear().limit(nextBytes());
        int count = file.read(piece, position);
        if (count < 0) {
            throw new EOFException("the file became shorter");
        }
        position += count;
        out.write(piece.array(), 0, count);
    }

    /** Whether the connection takes a piece; else the container says when it does, unless it has ended the answer. */
    boolean isReady() {
        return !over && out.isReady();
    }

    boolean isOver() {
        return over;
    }

    /** How large the next piece is; 0 at the end. */
    int nextBytes() {
        return (int) Math.min(pieceBytes, end - position);
    }

    void writePiece() throws IOException {
        write(ByteBuffer.allocate(pieceBytes));
    }

    /**
     * Ends the answer, unless that was done. Whoever writes on a thread that is none of the container's holds this writer's
     * lock meanwhile: what belongs to a request that has ended is another connection's.
     */
    synchronized void end() {
        if (over) {
            return;
        }
        over = true;
        try {
            async.complete();
        } catch (IllegalStateException e) {
            // the container had ended it without a word
        }
    }

    /** The client is gone, or too slow, or the file is; the connection ends short of the announced length. */
    @Override
    public void onError(Throwable error) {
        end();
    }

    /** Its constructor takes nothing: WildFly warns at each deployment of a listener that it could not make itself. */
    private static final class End implements AsyncListener {
        private SlowWriter writer;

        /** Must not wait: the container holds a lock that {@link SlowWriter#end} needs. */
        @Override
        public void onComplete(AsyncEvent event) throws IOException {
            writer.over = true;
            writer.file.close();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            writer.end();
        }

        @Override
        public void onError(AsyncEvent event) throws IOException {
            writer.end();
            writer.file.close();
        }

        @Override
        public void onStartAsync(AsyncEvent event) {}
    }
}
