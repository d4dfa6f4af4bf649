package org.openztp.testkit;

import org.openztp.testkit.MortalSsh.Killed;

/** Ends a server at a chosen moment of all those that it passes, counted from 0; from then on it does nothing any more. */
public final class KillSwitch {
    private static final long NEVER = -1;

    private final long deadly;
    private long moments;
    private boolean isDead;

    public KillSwitch(long deadly) {
        this.deadly = deadly;
    }

    /** Of a server that nobody kills. */
    public static KillSwitch never() {
        return new KillSwitch(NEVER);
    }

    /** It would have been killed here, if this were the moment. */
    public synchronized void pass() {
        if (isDead || moments++ == deadly) {
            isDead = true;
            throw new Killed();
        }
    }

    public synchronized boolean isDead() {
        return isDead;
    }

    public synchronized long moments() {
        return moments;
    }
}
