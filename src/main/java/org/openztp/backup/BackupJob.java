package org.openztp.backup;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;
import org.openztp.archive.Archive;
import org.openztp.archive.BadArchive;
import org.openztp.db.Tx;
import org.openztp.device.Device;
import org.openztp.device.DeviceState;
import org.openztp.device.Inventory;
import org.openztp.history.DeviceEvent;
import org.openztp.history.EventKind;
import org.openztp.job.JobType;
import org.openztp.job.Next;
import org.openztp.script.Reach;
import org.openztp.script.Reached;
import org.openztp.script.ScriptRuns;
import org.openztp.script.Unreachable;

/**
 * Takes one device's configuration; its id is the device's. Nothing is changed on the device, so that a run that was killed
 * is simply done again. What fails is tried again at the device's next time.
 */
public final class BackupJob implements JobType {
    public static final String NAME = "backup";

    private static final Duration TURN = Duration.ofSeconds(10);
    private static final long NO_RUN = -1;

    private final Inventory inventory;
    private final ScriptRuns runs;
    private final Reach reach;
    private final Backups backups;
    private final BackupOrders orders;

    public BackupJob(Inventory inventory, ScriptRuns runs, Reach reach, Backups backups, BackupOrders orders) {
        this.inventory = inventory;
        this.runs = runs;
        this.reach = reach;
        this.backups = backups;
        this.orders = orders;
    }

    @Override
    public String name() {
        return NAME;
    }

    private record Turn(Next next, Device device) {}

    @Override
    public Next run(long id) throws InterruptedIOException {
        Turn turn = inventory.db().txRetrying(tx -> turn(tx, id));
        if (turn.device() == null) {
            return turn.next();
        }
        Archive archive;
        try (Reached reached = reach.to(turn.device())) {
            archive = BackupOnDevice.take(reached.session());
        } catch (InterruptedIOException e) {
            throw e;
        } catch (Unreachable | BadArchive | IOException e) {
            return failed(id, e.getMessage());
        }
        return inventory.db().txRetrying(tx -> store(tx, id, archive));
    }

    /** Not while something is at work on the device: half a change is no configuration. */
    private Turn turn(Tx tx, long id) {
        Device device = inventory.devices().find(tx, id).orElse(null);
        if (device == null) {
            return new Turn(Next.done(), null);
        }
        if (device.state().isInHand() || runs.isBusy(tx, id, NO_RUN)) {
            return new Turn(Next.again(inventory.now().plus(TURN)), null);
        }
        boolean usual = device.state() == DeviceState.PROVISIONED;
        if (device.pulling().isOn()) {
            leave(tx, device);
            return new Turn(Next.done(), null);
        }
        boolean wanted = usual || orders.askedBy(tx, id).isPresent();
        return new Turn(Next.done(), wanted ? device : null);
    }

    /** To the device, which brings its configuration when it calls the next time. */
    private void leave(Tx tx, Device device) {
        if (device.state() == DeviceState.PROVISIONED) {
            orders.wish(tx, device.id());
        }
    }

    private Next store(Tx tx, long id, Archive archive) {
        Device device = lock(tx, id);
        if (device == null) {
            return Next.done();
        }
        if (device.state().isInHand() || runs.isBusy(tx, id, NO_RUN)) {
            return Next.again(inventory.now().plus(TURN));
        }
        Optional<String> asker = orders.answered(tx, id).filter(who -> !who.isEmpty());
        Optional<DeviceEvent> news = backups.keep(tx, id, archive, inventory.now());
        if (news.isEmpty() && asker.isPresent()) {
            news = Optional.of(told(id, "the configuration has not changed"));
        }
        news.ifPresent(event -> inventory.events().add(tx, event.by(asker.orElse(null))));
        return Next.done();
    }

    private Next failed(long id, String words) {
        return inventory.db().txRetrying(tx -> {
            Device device = lock(tx, id);
            if (device != null && device.pulling().isOn()) {
                leave(tx, device);
            } else if (device != null) {
                String asker =
                        orders.answered(tx, id).filter(who -> !who.isEmpty()).orElse(null);
                inventory
                        .events()
                        .add(
                                tx,
                                told(id, "no backup of the configuration: " + words)
                                        .by(asker));
            }
            return Next.done();
        });
    }

    private Device lock(Tx tx, long id) {
        return inventory.devices().find(tx, id).isEmpty()
                ? null
                : inventory.devices().lock(tx, id);
    }

    private DeviceEvent told(long id, String words) {
        return new DeviceEvent(id, inventory.now(), EventKind.BACKUP, words);
    }
}
