package org.openztp.upgrade;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.openztp.ssh.HostKey;
import org.openztp.ssh.HostKeys;

/**
 * Lets every host key pass, pins none, and tells which was shown last: for routers that were wiped as planned. What such a
 * router shows proves who it is, or nothing does.
 */
public final class AnyHostKey implements HostKeys {
    private final Map<Long, HostKey> shown = new ConcurrentHashMap<>();

    @Override
    public List<HostKey> accepted(long deviceId) {
        return List.of();
    }

    @Override
    public void pin(long deviceId, HostKey key) {
        shown.put(deviceId, key);
    }

    @Override
    public void offered(long deviceId, HostKey key) {
        shown.put(deviceId, key);
    }

    /** The one shown in the session that was opened last; forgotten by this. */
    HostKey shown(long deviceId) {
        return shown.remove(deviceId);
    }
}
