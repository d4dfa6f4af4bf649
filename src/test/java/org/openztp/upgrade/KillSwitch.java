package org.openztp.upgrade;

import org.openztp.testkit.MortalSsh.Killed;

/** Ends a server at a chosen moment of all those that it passes, counted from 0; from then on it does nothing any more. */
final class KillSwitch {
    private final long deadly;
    private long moments;
    private boolean isDead;

    KillSwitch(long deadly) {
        this.deadly = deadly;
    }

    /** It would have been killed here, if this were the moment. */
    synchronized void pass() {
        if (isDead || moments++ == deadly) {
            isDead = true;
            throw new Killed();
        }
    }

    synchronized long moments() {
        return moments;
    }
}
