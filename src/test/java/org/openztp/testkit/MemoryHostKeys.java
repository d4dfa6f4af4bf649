package org.openztp.testkit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.openztp.ssh.HostKey;
import org.openztp.ssh.HostKeys;

/** Host keys without a database. */
public final class MemoryHostKeys implements HostKeys {
    private final Map<Long, List<HostKey>> accepted = new HashMap<>();
    private final Map<Long, HostKey> offered = new HashMap<>();

    @Override
    public synchronized List<HostKey> accepted(long deviceId) {
        return List.copyOf(accepted.getOrDefault(deviceId, List.of()));
    }

    @Override
    public synchronized void pin(long deviceId, HostKey key) {
        accepted.computeIfAbsent(deviceId, id -> new ArrayList<>()).add(key);
    }

    @Override
    public synchronized void offered(long deviceId, HostKey key) {
        offered.put(deviceId, key);
    }

    public synchronized HostKey offered(long deviceId) {
        return offered.get(deviceId);
    }
}
