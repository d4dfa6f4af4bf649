package org.openztp.ssh;

import com.jcraft.jsch.ChannelExec;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalInt;
import org.openztp.openwrt.Ash;

/** One session of {@link JschSsh}; the watchdog ends every call by closing the connection under it. */
final class JschSession implements SshSession {
    private static final int QUEUE_BYTES = 64 * 1024;
    private static final long IDLE_MILLIS = 250;
    private static final long CLOSE_POLL_MILLIS = 5;
    /** JSch stalls 100 ms for each packet larger than what is left of dropbear's 24 kB window. */
    private static final int PIECE_BYTES = 8 * 1024;

    private final Session session;
    private final JschSsh.Line line;
    private final Watchdog watchdog;

    JschSession(Session session, JschSsh.Line line, Watchdog watchdog) {
        this.session = session;
        this.line = line;
        this.watchdog = watchdog;
    }

    @Override
    public OptionalInt exec(String command, Sink output, Duration timeout) throws IOException {
        return run(command, null, output, timeout);
    }

    /** In two commands: at a lost connection {@code cat} ends as if all had come, and only the count tells. */
    @Override
    public void put(InputStream content, String path, Duration timeout) throws IOException {
        String part = Ash.quote(path + ".part");
        StringBuilder complaint = new StringBuilder();
        Sink keep = (bytes, offset, length) -> {
            if (complaint.length() < PIECE_BYTES) {
                complaint.append(new String(bytes, offset, length, StandardCharsets.UTF_8));
            }
        };
        long[] sent = new long[1];
        long begun = System.nanoTime();
        OptionalInt written = run("umask 077; cat > " + part, to -> sent[0] = copy(content, to), keep, timeout);
        Duration left = timeout.minusNanos(System.nanoTime() - begun);
        String check = "[ \"$(wc -c < " + part + ")\" -eq " + sent[0] + " ] && mv " + part + " " + Ash.quote(path);
        int failed = written.orElse(-1);
        if (failed == 0) {
            failed = run(check, null, keep, left).orElse(-1);
        }
        if (failed < 0) {
            throw new ConnectionLost("the connection was lost while " + path + " was uploaded");
        }
        if (failed > 0) {
            throw new IOException(
                    "upload of " + path + ": " + complaint.toString().strip());
        }
    }

    /** Ends early when the device takes no more; the count and its words then say why. */
    private static long copy(InputStream from, OutputStream to) throws IOException {
        byte[] piece = new byte[PIECE_BYTES];
        long total = 0;
        for (int n = from.read(piece); n >= 0; n = from.read(piece)) {
            try {
                to.write(piece, 0, n);
                to.flush();
            } catch (IOException e) {
                return -1;
            }
            total += n;
        }
        return total;
    }

    private interface Feeder {
        void feed(OutputStream to) throws IOException;
    }

    private OptionalInt run(String command, Feeder input, Sink output, Duration timeout) throws IOException {
        if (!session.isConnected()) {
            throw new ConnectionLost("the connection is gone");
        }
        OutputQueue queue = new OutputQueue(QUEUE_BYTES);
        try (Watchdog.Guard guard = watchdog.guard(timeout, this::close)) {
            OptionalInt status = exchange(command, input, output, queue);
            if (guard.fired()) {
                throw new SshTimeout("no end within " + timeout);
            }
            return status;
        } finally {
            queue.abandon();
        }
    }

    private OptionalInt exchange(String command, Feeder input, Sink output, OutputQueue queue) throws IOException {
        ChannelExec channel = null;
        try {
            channel = (ChannelExec) session.openChannel("exec");
            channel.setCommand(command.getBytes(StandardCharsets.UTF_8));
            channel.setOutputStream(queue);
            channel.setErrStream(queue, true);
            if (input == null) {
                channel.setInputStream(InputStream.nullInputStream());
                channel.connect();
            } else {
                try (OutputStream to = channel.getOutputStream()) {
                    channel.connect();
                    input.feed(to);
                }
            }
            pump(channel, queue, output);
            int status = channel.getExitStatus();
            return status < 0 ? OptionalInt.empty() : OptionalInt.of(status);
        } catch (JSchException e) {
            if (session.isConnected()) {
                throw new IOException(e.getMessage(), e);
            }
            return OptionalInt.empty();
        } finally {
            if (channel != null) {
                channel.disconnect();
            }
        }
    }

    /** Until the channel is closed, not until its output ends: the exit status comes in between. */
    private void pump(ChannelExec channel, OutputQueue queue, Sink output) throws IOException {
        byte[] piece = new byte[PIECE_BYTES];
        while (true) {
            boolean closed = channel.isClosed() || !session.isConnected();
            int n = queue.take(piece, closed ? 0 : IDLE_MILLIS);
            if (n > 0) {
                output.take(piece, 0, n);
            } else if (closed) {
                return;
            } else if (n == 0) {
                output.idle();
            } else {
                queue.pause(CLOSE_POLL_MILLIS);
            }
        }
    }

    @Override
    public void close() {
        line.close();
        session.disconnect();
    }
}
