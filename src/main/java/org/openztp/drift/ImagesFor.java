package org.openztp.drift;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.openztp.db.Tx;
import org.openztp.device.Device;
import org.openztp.device.Inventory;
import org.openztp.provision.FirmwareFirst.Hold;
import org.openztp.tailored.Choice;
import org.openztp.tailored.Choices;
import org.openztp.tailored.Tailored;
import org.openztp.tailored.TailoredState;
import org.openztp.tailored.Tailoring;

/** The images that are made for devices: when one is begun. Every method is part of the caller's transaction. */
final class ImagesFor {
    private final Inventory inventory;
    private final Tailoring tailoring;
    private final Supplier<Wishes> wishes;

    ImagesFor(Inventory inventory, Tailoring tailoring, Supplier<Wishes> wishes) {
        this.inventory = inventory;
        this.tailoring = tailoring;
        this.wishes = wishes;
    }

    /**
     * How one device compares to its image.
     *
     * @param generation of the catalogue by which that is so
     * @param isUpgraded whether it has an upgrade that has not ended
     */
    record Standing(Wish wish, Choice choice, Comparison found, long generation, boolean isUpgraded) {}

    /** Empty where the device is to have no image of its own. */
    Optional<Standing> of(Tx tx, long device) {
        return Fleet.find(tx, device)
                .filter(Fleet::isHere)
                .flatMap(candidate ->
                        wishes.get().of(candidate).filter(Wish::isMade).map(wish -> of(tx, candidate, wish)));
    }

    private Standing of(Tx tx, Candidate device, Wish wish) {
        Choices choices = tailoring.choices(tx);
        Past past = Past.of(tx, List.of(device.id()));
        MadeFor made = MadeFor.of(tx, tailoring, choices, List.of(device), past);
        Choice choice = made.choice(tx, device, wish);
        return new Standing(
                wish, choice, made.compare(device, wish, choice), choices.generation(), past.isActive(device.id()));
    }

    /** Of itself, unless it has been tried and came to nothing. */
    void mend(Tx tx, Device device, String who) {
        Optional<Tailored> row = tailoring.settled(tx, device);
        of(tx, device.id())
                .filter(now -> now.found().state() == DriftState.DRIFTED)
                .filter(now -> row.filter(each -> each.isHeld(now.choice().hash(), now.generation(), inventory.now()))
                        .isEmpty())
                .ifPresent(now -> tailoring.begin(tx, device, now.choice(), now.generation(), who));
    }

    /** Before the first plan: one that cannot be made keeps nobody from being configured, one that was flashed in vain does. */
    Optional<Hold> first(Tx tx, Device device, Candidate candidate, Wish wish, Instant since) {
        Optional<Tailored> row = tailoring.settled(tx, device);
        Standing now = of(tx, candidate, wish);
        Choice choice = now.choice();
        Optional<Tailored> tried =
                row.filter(each -> each.isInVain(choice.hash()) && !each.since().isBefore(since));
        if (tried.isPresent()) {
            return tried.filter(Tailored::isUpgradeInVain).map(each -> new Hold(true, each.words()));
        }
        if (now.found().state() == DriftState.OK) {
            return Optional.empty();
        }
        if (choice.isRefused()) {
            tailoring.refuse(tx, device, choice, now.generation(), Mending.WHO);
            return Optional.empty();
        }
        Tailored begun = tailoring.begin(tx, device, choice, now.generation(), Mending.WHO);
        boolean isFlashing = begun.state() == TailoredState.UPGRADING;
        return Optional.of(new Hold(false, isFlashing ? "it is upgraded first" : "first its image is made: " + choice));
    }

    boolean isMaking(Tx tx, long device) {
        return tailoring.find(tx, device).filter(row -> row.state().isMaking()).isPresent();
    }

    long countMaking(Tx tx, String who) {
        return tailoring.countMaking(tx, who);
    }
}
