package org.openztp.drift;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.openztp.db.Tx;
import org.openztp.desired.DesiredBuild;
import org.openztp.device.Device;
import org.openztp.firmware.store.Firmware;
import org.openztp.http.Problem;
import org.openztp.provision.FirmwareFirst;
import org.openztp.upgrade.Upgrading;

/** A device that is new is upgraded to what it should run, whether that is mended of itself later or only told. */
final class NewDevices implements FirmwareFirst {
    private final Drifting.Base base;
    private final Supplier<Wishes> wishes;
    private final Upgrading upgrades;
    private final ImagesFor images;

    NewDevices(Drifting.Base base, Supplier<Wishes> wishes, Upgrading upgrades, ImagesFor images) {
        this.base = base;
        this.wishes = wishes;
        this.upgrades = upgrades;
        this.images = images;
    }

    @Override
    public Optional<Hold> of(Tx tx, Device device, Instant since) {
        Candidate candidate = new Candidate(
                device.id(),
                device.state(),
                device.boardName(),
                device.target(),
                device.release(),
                device.place().group(),
                base.planning().definition(device).orElse(null),
                Set.copyOf(device.tags().all()));
        return wishes.get().of(candidate).flatMap(wish -> of(tx, device, candidate, wish, since));
    }

    private Optional<Hold> of(Tx tx, Device device, Candidate candidate, Wish wish, Instant since) {
        Past past = Past.of(tx, List.of(device.id()));
        if (past.isActive(device.id())) {
            return Optional.of(new Hold(false, "it is upgraded first"));
        }
        if (wish.isMade()) {
            return images.first(tx, device, candidate, wish, since);
        }
        DesiredBuild desired = wish.desired();
        Map<String, Firmware> ofBuild = base.catalog().byBoard(tx, desired.category(), desired.version());
        Comparison found = Comparison.of(candidate, wish, ofBuild, past.proven(device.id()));
        // it may run the image and be unwell with it
        Optional<Past.Ended> vain = Optional.ofNullable(found.image())
                .flatMap(image -> past.inVain(device.id(), image.id()))
                .filter(ended -> !ended.createdAt().isBefore(since));
        if (vain.isPresent()) {
            return Optional.of(new Hold(true, vain.get().words()));
        }
        if (found.state() != DriftState.DRIFTED) {
            return Optional.empty();
        }
        try {
            Firmware image = base.catalog().image(tx, found.image().id()).orElseThrow();
            long upgrade = upgrades.order(tx, device, image, Mending.WHO);
            return Optional.of(new Hold(false, "first comes upgrade " + upgrade + " to " + desired.build()));
        } catch (Problem refused) {
            return Optional.of(new Hold(true, refused.getMessage()));
        }
    }

    @Override
    public boolean isUnderWay(Tx tx, long device) {
        return images.isMaking(tx, device) || Past.of(tx, List.of(device)).isActive(device);
    }
}
