package org.openztp.outdated;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.openztp.db.Tx;
import org.openztp.desired.DesiredImage;
import org.openztp.device.DeviceState;
import org.openztp.device.Inventory;
import org.openztp.image.upstream.Branch;
import org.openztp.image.upstream.Catalogue;
import org.openztp.job.Recurring;
import org.openztp.openwrt.InvalidValue;
import org.openztp.openwrt.Release;
import org.openztp.tailored.Choice;
import org.openztp.tailored.Choices;
import org.openztp.tailored.MadeImage;
import org.openztp.tailored.Tailoring;
import org.openztp.upgrade.UpgradeState;

/**
 * Looks at all devices, what newer there is for each. A portion is one transaction; each kind of device and each image is
 * looked up once. Without a catalogue nothing can be told, and nothing is kept.
 */
final class CheckSweep implements Recurring {
    private static final Duration PAUSE = Duration.ofMinutes(5);
    private static final int PORTION = 500;
    private static final Set<DeviceState> NOT_HERE = Set.of(DeviceState.PENDING, DeviceState.RETIRED);
    private static final List<UpgradeState> WELL = List.of(UpgradeState.SUCCESS, UpgradeState.SKIPPED);

    private final Inventory inventory;
    private final Catalogue catalogue;
    private final Tailoring tailoring;

    CheckSweep(Inventory inventory, Catalogue catalogue, Tailoring tailoring) {
        this.inventory = inventory;
        this.catalogue = catalogue;
        this.tailoring = tailoring;
    }

    @Override
    public String name() {
        return "check-firmware";
    }

    @Override
    public Duration pause() {
        return PAUSE;
    }

    @Override
    public void run() {
        Choices choices = inventory.db().tx(tailoring::choices);
        if (choices.generation() == 0) {
            inventory
                    .db()
                    .txRetrying(
                            tx -> tx.em().createQuery("delete from DeviceCheck").executeUpdate());
            return;
        }
        Map<Long, Found.Packages> packages = new HashMap<>();
        List<Device> portion = List.of();
        do {
            long last = portion.isEmpty() ? 0 : portion.get(portion.size() - 1).id();
            List<Device> next = inventory.db().tx(tx -> after(tx, last));
            inventory.db().txRetrying(tx -> look(tx, next, choices, packages));
            portion = next;
        } while (portion.size() == PORTION);
    }

    private record Device(long id, DeviceState state, String board, String target, String release) {
        boolean isHere() {
            return board != null && !NOT_HERE.contains(state);
        }
    }

    private static List<Device> after(Tx tx, long id) {
        return tx.em()
                .createQuery(
                        "select d.id, d.state, d.boardName, d.target, d.release from Device d where d.id > :id order by d.id",
                        Object[].class)
                .setParameter("id", id)
                .setMaxResults(PORTION)
                .getResultStream()
                .map(row -> new Device(
                        (Long) row[0], (DeviceState) row[1], (String) row[2], (String) row[3], (String) row[4]))
                .toList();
    }

    private Void look(Tx tx, List<Device> portion, Choices choices, Map<Long, Found.Packages> packages) {
        if (portion.isEmpty()) {
            return null;
        }
        Map<Long, DeviceCheck> rows = rows(tx, portion);
        Map<Long, MadeImage> images = images(tx, portion);
        for (Device device : portion) {
            DeviceCheck row = rows.get(device.id());
            if (!device.isHere()) {
                if (row != null) {
                    tx.em().remove(row);
                }
                continue;
            }
            MadeImage image = images.get(device.id());
            Found.Packages waiting = image == null
                    ? Found.Packages.NONE
                    : packages.computeIfAbsent(image.id(), each -> packages(tx, image));
            DeviceCheck kept = row == null ? new DeviceCheck(device.id()) : row;
            kept.become(found(tx, device, choices, waiting), inventory.now());
            if (row == null) {
                tx.em().persist(kept);
            }
        }
        return null;
    }

    private static Map<Long, DeviceCheck> rows(Tx tx, List<Device> portion) {
        return tx.em()
                .createQuery("from DeviceCheck c where c.deviceId between :first and :last", DeviceCheck.class)
                .setParameter("first", portion.get(0).id())
                .setParameter("last", portion.get(portion.size() - 1).id())
                .getResultStream()
                .collect(Collectors.toMap(DeviceCheck::deviceId, row -> row));
    }

    /** What was made for the devices that were seen to run it, and say its release to this day. */
    private Map<Long, MadeImage> images(Tx tx, List<Device> portion) {
        Collection<Long> newest = tx.em()
                .createQuery(
                        "select max(u.id) from UpgradeOperation u where u.deviceId in :ids and u.state in :well"
                                + " group by u.deviceId",
                        Long.class)
                .setParameter("ids", portion.stream().map(Device::id).toList())
                .setParameter("well", WELL)
                .getResultList();
        if (newest.isEmpty()) {
            return Map.of();
        }
        Map<Long, String> sha256s = new HashMap<>();
        tx.em()
                .createQuery(
                        "select u.deviceId, u.image.sha256 from UpgradeOperation u, Device d where u.id in :newest"
                                + " and d.id = u.deviceId and (u.image.release is null or u.image.release = d.release)",
                        Object[].class)
                .setParameter("newest", newest)
                .getResultList()
                .forEach(row -> sha256s.put((Long) row[0], (String) row[1]));
        Map<String, MadeImage> made = tailoring.made(tx, Set.copyOf(sha256s.values()));
        Map<Long, MadeImage> images = new HashMap<>();
        sha256s.forEach((device, sha256) -> {
            if (made.containsKey(sha256)) {
                images.put(device, made.get(sha256));
            }
        });
        return images;
    }

    private Found.Packages packages(Tx tx, MadeImage image) {
        Map<String, String> inside = image.versions();
        return Found.Packages.of(inside, catalogue.versionsOf(tx, image.osVersion(), image.target(), inside.keySet()));
    }

    private static Found found(Tx tx, Device device, Choices choices, Found.Packages packages) {
        Choice newest = choices.of(tx, newestOf(null), device.board(), device.target());
        Release runs = release(device.release());
        if (runs == null) {
            return new Found(device.board(), device.release(), null, null, packages, "its release tells nothing");
        }
        String branch = Branch.nameOf(runs.value());
        Choice ofBranch = branch.equals(runs.value())
                ? Choice.NOTHING
                : choices.of(tx, newestOf(branch), device.board(), device.target());
        return new Found(
                device.board(),
                device.release(),
                newer(ofBranch, runs),
                newer(newest, runs),
                packages,
                newest.isRefused() ? newest.words() : "");
    }

    private static DesiredImage newestOf(String branch) {
        return DesiredImage.of(List.of(), branch, null, null);
    }

    private static Release release(String text) {
        try {
            return text == null ? null : new Release(text);
        } catch (InvalidValue e) {
            return null;
        }
    }

    private static String newer(Choice choice, Release runs) {
        return choice.version()
                .filter(version -> new Release(version).compareTo(runs) > 0)
                .orElse(null);
    }
}
