package org.openztp.ssh;

import java.util.List;

/** The memory of host keys; below ssh sits the rule, above it (in device) the rows. */
public interface HostKeys {
    /** The accepted keys of a device; empty before the first sight. */
    List<HostKey> accepted(long deviceId);

    /** Pins the key of the first sight. */
    void pin(long deviceId, HostKey key);

    /** Keeps a key that was refused, for an operator to accept. */
    void offered(long deviceId, HostKey key);
}
