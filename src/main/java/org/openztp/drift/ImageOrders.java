package org.openztp.drift;

import java.util.Optional;
import java.util.function.Supplier;
import org.openztp.config.BadFile;
import org.openztp.db.Tx;
import org.openztp.device.Device;
import org.openztp.device.DeviceImages;
import org.openztp.device.Inventory;
import org.openztp.http.Problem;
import org.openztp.tailored.Tailored;
import org.openztp.tailored.TailoredState;
import org.openztp.tailored.TailoredView;
import org.openztp.tailored.Tailoring;

/** What operators want of the images that are made for devices: shown, and asked for. */
final class ImageOrders implements DeviceImages {
    private final Inventory inventory;
    private final Tailoring tailoring;
    private final ImagesFor images;

    ImageOrders(Inventory inventory, Tailoring tailoring, ImagesFor images) {
        this.inventory = inventory;
        this.tailoring = tailoring;
        this.images = images;
    }

    /** @throws Problem 404 */
    DeviceImageView show(long device) {
        return told(() -> inventory.db().tx(tx -> {
            inventory.devices().get(tx, device);
            return view(tx, device);
        }));
    }

    private static DeviceImageView told(Supplier<DeviceImageView> work) {
        try {
            return work.get();
        } catch (BadFile e) {
            throw Problem.conflict(e.getMessage());
        }
    }

    private DeviceImageView view(Tx tx, long device) {
        TailoredView making =
                tailoring.find(tx, device).map(row -> tailoring.view(tx, row)).orElse(null);
        return images.of(tx, device)
                .map(now -> new DeviceImageView(
                        device,
                        DeviceImageView.Wanted.of(now.wish()),
                        now.found().state(),
                        now.found().words(),
                        now.choice().version().orElse(null),
                        making))
                .orElseGet(() -> new DeviceImageView(device, null, null, "", null, making));
    }

    /**
     * The image is made and flashed, whatever the device runs and whatever came to nothing before. Nothing is sent to the
     * router here.
     *
     * @throws Problem 404 no such device; 409 its definition wants none, none can be made, or it is upgraded already
     */
    DeviceImageView ask(long device, String who) {
        return told(() -> inventory.tx(tx -> {
            Device locked = inventory.devices().lock(tx, device);
            ImagesFor.Standing now = images.of(tx, device)
                    .orElseThrow(() -> Problem.conflict("device " + device
                            + " is to have no image of its own: its definition says none under upgrade, or a rule of"
                            + " conf/desired-firmware.yaml comes first"));
            if (now.choice().isRefused()) {
                throw Problem.conflict("device " + device + ": " + now.choice());
            }
            Optional<Tailored> row = tailoring.settled(tx, locked);
            boolean isFlashed =
                    row.filter(each -> each.state() == TailoredState.UPGRADING).isPresent();
            if (isFlashed || now.isUpgraded()) {
                throw Problem.conflict("device " + device + " has an upgrade already, which has not ended");
            }
            tailoring.begin(tx, locked, now.choice(), now.generation(), who);
            tx.em().flush();
            return view(tx, device);
        }));
    }

    @Override
    public Optional<ImageNow> now(Tx tx, long device) {
        try {
            DeviceImageView view = view(tx, device);
            return view.wanted() == null ? Optional.empty() : Optional.of(now(view));
        } catch (BadFile neverGood) {
            // the banner says so on every page
            return Optional.empty();
        }
    }

    private static ImageNow now(DeviceImageView view) {
        TailoredView making = view.making();
        boolean isUnderWay = making != null && (making.state().isMaking() || making.state() == TailoredState.UPGRADING);
        boolean hasFailed = making != null && making.state() == TailoredState.FAILED && view.state() != DriftState.OK;
        String state =
                isUnderWay || hasFailed ? making.state().label() : view.state().label();
        String why = hasFailed ? making.code() + ": " + making.words() : isUnderWay ? making.words() : view.words();
        return new ImageNow(
                view.release() == null ? "" : view.release(),
                String.join(" ", view.wanted().packages()),
                state,
                why == null ? "" : why,
                isUnderWay ? making.progress() : null,
                !isUnderWay && view.release() != null);
    }
}
