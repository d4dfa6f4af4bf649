package org.openztp.upgrade;

import java.io.InterruptedIOException;
import java.time.Instant;
import java.util.Optional;
import org.openztp.db.Tx;
import org.openztp.device.Device;
import org.openztp.script.Unreachable;

/** Who keeps the configurations of routers; a version is named by its number among the router's. */
public interface ConfigurationKeeper {
    /**
     * Takes it by SSH now, in transactions of its own.
     *
     * @return the version that it is kept as
     * @throws NotKept the router cannot make one, or not one that is kept
     */
    int keep(Device device) throws NotKept, Unreachable, InterruptedIOException;

    /** The device, whose row is locked, is to bring it when it asks the next time. */
    void want(Tx tx, Device device);

    /** Whether that is still to come. */
    boolean isWanted(Tx tx, Device device);

    /** The version that the device was seen to have since then; empty when it was not seen since. */
    Optional<Integer> keptSince(Tx tx, Device device, Instant since);

    /** The message says why. */
    final class NotKept extends Exception {
        private static final long serialVersionUID = 1L;

        public NotKept(String words) {
            super(words);
        }
    }
}
