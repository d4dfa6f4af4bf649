package org.openztp.signal;

import org.openztp.db.Tx;

/** Takes signals to tell. */
public interface Signals {
    Signals NOBODY = (tx, signal) -> {};

    /**
     * Tells all that want to know it, if and only if the caller's transaction commits, and not before. Nobody's own work
     * depends on it: nothing is sent here, and it does not fail where nobody can be told.
     */
    void tell(Tx tx, Signal signal);
}
