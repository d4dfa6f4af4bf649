package org.openztp.drift;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.openztp.db.Tx;
import org.openztp.upgrade.UpgradeState;

/** What the upgrades of some devices have come to, all read at once. */
final class Past {
    private static final List<UpgradeState> WELL = List.of(UpgradeState.SUCCESS, UpgradeState.SKIPPED);
    private static final List<UpgradeState> IN_VAIN =
            List.of(UpgradeState.FAILED, UpgradeState.ABORTED, UpgradeState.CANCELLED);

    /**
     * @param code why it came to nothing; null where it did not, or was cancelled
     * @param image that it was to, {@code sha256} its file's and {@code release} its own
     */
    record Ended(long device, long id, String code, long image, String sha256, String release, Instant createdAt) {
        String words() {
            return "upgrade " + id + " came to nothing" + (code == null ? "" : " (" + code + ")");
        }
    }

    private final Map<Long, Ended> proven = new HashMap<>();
    private final Map<Long, Ended> vain = new HashMap<>();
    private final Set<Long> active;

    private Past(Set<Long> active) {
        this.active = active;
    }

    static Past of(Tx tx, Collection<Long> devices) {
        if (devices.isEmpty()) {
            return new Past(Set.of());
        }
        Past past = new Past(new HashSet<>(tx.em()
                .createQuery(
                        "select u.activeDeviceId from UpgradeOperation u where u.activeDeviceId in :ids", Long.class)
                .setParameter("ids", devices)
                .getResultList()));
        newest(tx, devices, WELL).forEach(ended -> past.proven.put(ended.device(), ended));
        newest(tx, devices, IN_VAIN).forEach(ended -> past.vain.put(ended.device(), ended));
        return past;
    }

    private static List<Ended> newest(Tx tx, Collection<Long> devices, List<UpgradeState> states) {
        List<Long> ids = tx.em()
                .createQuery(
                        "select max(u.id) from UpgradeOperation u where u.deviceId in :ids and u.state in :states"
                                + " group by u.deviceId",
                        Long.class)
                .setParameter("ids", devices)
                .setParameter("states", states)
                .getResultList();
        return ids.isEmpty()
                ? List.of()
                : tx.em()
                        .createQuery(
                                "select new org.openztp.drift.Past$Ended(u.deviceId, u.id, u.code, u.image.id,"
                                        + " u.image.sha256, u.image.release, u.createdAt) from UpgradeOperation u where u.id in :ids",
                                Ended.class)
                        .setParameter("ids", new ArrayList<>(ids))
                        .getResultList();
    }

    /** The newest upgrade by which a device was seen to run an image. */
    Optional<Ended> proven(long device) {
        return Optional.ofNullable(proven.get(device));
    }

    /** The newest upgrade to this image that came to nothing, unless a later one of any image did or went well. */
    Optional<Ended> inVain(long device, long image) {
        return Optional.ofNullable(vain.get(device))
                .filter(ended -> ended.image() == image)
                .filter(ended ->
                        proven(device).map(good -> good.id() < ended.id()).orElse(true));
    }

    boolean isActive(long device) {
        return active.contains(device);
    }
}
