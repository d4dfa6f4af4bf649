package org.openztp.tailored;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.openztp.db.Tx;
import org.openztp.device.Device;
import org.openztp.device.Inventory;
import org.openztp.device.Provisioner;
import org.openztp.firmware.store.Store;
import org.openztp.image.ImageBuilds;
import org.openztp.image.Imaging;
import org.openztp.image.upstream.Catalogue;
import org.openztp.job.JobType;
import org.openztp.job.Jobs;
import org.openztp.upgrade.Upgrading;

/**
 * The parts of it, put together. Who wants an image for a device chooses it by {@link #choices} and lets it {@link #begin};
 * all else comes of itself. Every method with a transaction is part of the caller's.
 */
public final class Tailoring {
    private static final List<TailoredState> MAKING = List.of(TailoredState.values()).stream()
            .filter(TailoredState::isMaking)
            .toList();

    private final Catalogue catalogue;
    private final ImageBuilds builds;
    private final TailoredSteps steps;
    private final TailoredJob job;

    /** What it works on. */
    public record Base(Inventory inventory, Jobs jobs, Provisioner provisioner) {}

    /** Where images come from, and where they go. */
    public record Images(Catalogue catalogue, Imaging imaging, Store store) {}

    public Tailoring(Base base, Images images, Upgrading upgrades) {
        this.catalogue = images.catalogue();
        this.builds = images.imaging().builds();
        this.steps = new TailoredSteps(
                base.inventory(),
                base.jobs(),
                new TailoredSteps.Others(upgrades, images.store().catalog(), base.provisioner()));
        this.job = new TailoredJob(
                steps,
                images.imaging().keeping(Tailoring::isWaitedFor),
                images.store().own(),
                images.store().catalog());
    }

    /** What brings the images to their devices. */
    public JobType job() {
        return job;
    }

    /** What wishes mean by the catalogue as it is now. */
    public Choices choices(Tx tx) {
        return new Choices(catalogue, tx);
    }

    /**
     * The image is to be made and flashed; asked for once more while it is on its way it stays as it is.
     *
     * @param device whose row is locked
     * @param choice that is not refused
     */
    public Tailored begin(Tx tx, Device device, Choice choice, long generation, String who) {
        return steps.begin(tx, device, choice.request(), generation, who);
    }

    /** No image can be made of the wish: the device, whose row is locked, has that on record. */
    public void refuse(Tx tx, Device device, Choice choice, long generation, String who) {
        steps.refuse(tx, device, choice, generation, who);
    }

    /** In a transaction of its own: the image of this hash is not wanted for the device any more. */
    public void withdraw(long device, String hash) {
        steps.withdraw(device, hash);
    }

    public Optional<Tailored> find(Tx tx, long device) {
        return TailoredSteps.find(tx, device);
    }

    /** As {@link #find} for a device whose row is locked, with the end of its upgrade if that has come. */
    public Optional<Tailored> settled(Tx tx, Device device) {
        return steps.settled(tx, device);
    }

    public TailoredView view(Tx tx, Tailored row) {
        return TailoredView.of(tx, builds, row);
    }

    /** Of the devices from the first to the last id. */
    public List<Tailored> between(Tx tx, long first, long last) {
        return tx.em()
                .createQuery("from Tailored t where t.deviceId between :first and :last", Tailored.class)
                .setParameter("first", first)
                .setParameter("last", last)
                .getResultList();
    }

    /** How many images somebody wants that are on their way to an upgrade. */
    public long countMaking(Tx tx, String who) {
        return tx.em()
                .createQuery(
                        "select count(t) from Tailored t where t.state in :making and t.askedBy = :who", Long.class)
                .setParameter("making", MAKING)
                .setParameter("who", who)
                .getSingleResult();
    }

    /** All that are on their way to an upgrade; few at a time. */
    public List<Tailored> making(Tx tx) {
        return tx.em()
                .createQuery("from Tailored t where t.state in :making", Tailored.class)
                .setParameter("making", MAKING)
                .getResultList();
    }

    /** Of which requests the images with these checksums are. */
    public Map<String, Set<String>> hashes(Tx tx, Collection<String> sha256s) {
        return MadeImages.hashes(tx, sha256s);
    }

    /** The images that were made with these checksums; one for each, whoever asked for it first. */
    public Map<String, MadeImage> made(Tx tx, Collection<String> sha256s) {
        return MadeImages.made(tx, sha256s);
    }

    private static boolean isWaitedFor(Tx tx, String hash) {
        return !tx.em()
                .createQuery(
                        "select t.deviceId from Tailored t where t.hash = :hash and t.state = :building", Long.class)
                .setParameter("hash", hash)
                .setParameter("building", TailoredState.BUILDING)
                .setMaxResults(1)
                .getResultList()
                .isEmpty();
    }
}
