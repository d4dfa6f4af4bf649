package org.openztp.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.OptionalInt;
import org.openztp.ssh.Ssh;
import org.openztp.ssh.SshSession;
import org.openztp.ssh.SshTarget;

/**
 * Sessions of a server that is killed: right before or right after a chosen one of its acts on devices, counted from 0.
 * Everything the server does on devices are such acts, so between two of them lies whatever it commits.
 */
public final class MortalSsh implements Ssh {
    /** Thrown where kill -9 would hit. */
    public static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    private final Ssh real;
    private int actsLeft = Integer.MAX_VALUE;
    private boolean afterwards;

    public MortalSsh(Ssh real) {
        this.real = real;
    }

    public void killAt(int act, boolean afterIt) {
        actsLeft = act;
        afterwards = afterIt;
    }

    private interface Act<T> {
        T go() throws IOException;
    }

    private <T> T act(Act<T> act) throws IOException {
        boolean now = actsLeft-- == 0;
        if (now && !afterwards) {
            throw new Killed();
        }
        T result = act.go();
        if (now) {
            if (result instanceof SshSession session) {
                session.close();
            }
            throw new Killed();
        }
        return result;
    }

    @Override
    public SshSession connect(SshTarget target) throws IOException {
        return act(() -> new MortalSession(real.connect(target)));
    }

    private final class MortalSession implements SshSession {
        private final SshSession session;

        MortalSession(SshSession session) {
            this.session = session;
        }

        @Override
        public OptionalInt exec(String command, Sink output, Duration timeout) throws IOException {
            return act(() -> session.exec(command, output, timeout));
        }

        @Override
        public void put(InputStream content, String path, Duration timeout) throws IOException {
            act(() -> {
                session.put(content, path, timeout);
                return null;
            });
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
