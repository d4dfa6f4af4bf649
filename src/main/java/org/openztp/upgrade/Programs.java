package org.openztp.upgrade;

import java.util.Optional;
import org.openztp.auth.Vault;
import org.openztp.config.Settings;
import org.openztp.device.Device;
import org.openztp.script.ScriptRun;

/** The programs of an upgrade for its router: the same bytes whenever the same run is asked for, on any node. */
final class Programs {
    private static final String DOWNLOAD = "firmware/images/";

    private final Settings settings;
    private final Vault vault;

    Programs(Settings settings, Vault vault) {
        this.settings = settings;
        this.vault = vault;
    }

    /** @param run one of the operation's */
    byte[] of(UpgradeOperation operation, Device device, ScriptRun run) {
        Optional<Errand> errand = Errand.of(run);
        if (errand.isPresent()) {
            return switch (errand.get()) {
                case LOOK -> UpgradeProgram.look();
                case SETTLE -> UpgradeProgram.settle(operation.image().sha256());
                case STOP -> UpgradeProgram.stopping(Errand.program(run));
            };
        }
        UpgradeProgram.Wish wish = wish(operation, device);
        if (run.arguments().get(0).equals(Preparation.FLASH)) {
            return UpgradeProgram.flash(run.key(), wish);
        }
        String token = operation
                .download()
                .map(download -> download.token(vault, operation.key()))
                .orElseThrow(() -> new IllegalStateException("upgrade " + operation.id() + " has no download"));
        UpgradeProgram.Source source = new UpgradeProgram.Source(
                settings.serverUrlFor(device.serverUrl()),
                DOWNLOAD + operation.image().sha256(),
                token,
                !device.pulling().isOn());
        Settings.Upgrade own = settings.upgrade();
        return UpgradeProgram.prepare(
                run.key(), wish, source, new UpgradeProgram.Means(own.services(), own.patience()));
    }

    private static UpgradeProgram.Wish wish(UpgradeOperation operation, Device device) {
        UpgradeImage image = operation.image();
        return new UpgradeProgram.Wish(
                operation.key(),
                device.mac(),
                operation.board(),
                new UpgradeProgram.Image(
                        image.sha256(), image.bytes(), orEmpty(image.release()), orEmpty(image.revision())),
                operation.options().words());
    }

    private static String orEmpty(String value) {
        return value == null ? "" : value;
    }
}
