package org.openztp.registration.seed;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.openztp.auth.Caller;
import org.openztp.auth.EnrolmentSecrets;
import org.openztp.config.Settings;
import org.openztp.db.Tx;
import org.openztp.http.Problem;
import org.openztp.image.ImageBuildView;
import org.openztp.image.ImageOrders;
import org.openztp.image.ImageRequest;
import org.openztp.image.NewImageBuild;
import org.openztp.openwrt.InvalidValue;
import org.openztp.registration.DeviceFiles;

/**
 * Images that hold all by which a router becomes a device of this server: the hook as the operator has it, this server's
 * URL, and an enrolment secret of its own where the policy asks for one.
 */
public final class Seeds {
    private static final String HOOK = "udhcpc.user";
    private static final String INSTALLER = "99-ztp";

    private final Settings settings;
    private final ImageOrders orders;
    private final DeviceFiles files;
    private final EnrolmentSecrets secrets;
    private final List<String> keys;

    /** @param keys of this server, as lines of authorized_keys */
    public Seeds(
            Settings settings, ImageOrders orders, DeviceFiles files, EnrolmentSecrets secrets, List<String> keys) {
        this.settings = settings;
        this.orders = orders;
        this.files = files;
        this.secrets = secrets;
        this.keys = List.copyOf(keys);
    }

    /**
     * Asks for one. Its secret is valid from the moment on that it is queued, if and only if it is.
     *
     * @param wanted with what the operator wants to be run at the first start besides
     * @throws Problem 409 this server is not set up for it; 422 it cannot be asked for; 503 too many wait
     */
    ImageBuildView order(NewImageBuild wanted, Caller caller) {
        if (settings.images().asu().isPresent()) {
            throw Problem.conflict("images.asu is set: another server makes the images of this one, and a seed image"
                    + " holds secrets that are none of its business");
        }
        SeedScript script = script();
        return orders.askSeed(wanted, tx -> text(tx, script, wanted.defaults()), caller);
    }

    private SeedScript script() {
        String url = settings.serverUrl()
                .map(URI::toString)
                .orElseThrow(() -> Problem.conflict("server_url is not set in conf/ztp.conf: a router calls the address"
                        + " that stands in its image for good"))
                .replaceAll("/+$", "");
        return new SeedScript(
                file(HOOK, url), file(INSTALLER, url), url, settings.dhcp().marker(), keys);
    }

    private String file(String name, String url) {
        return files.text(name, url)
                .orElseThrow(() -> Problem.conflict("conf/device/" + name + " is missing; it goes into the image"));
    }

    private String text(Tx tx, SeedScript script, String own) {
        Optional<Settings.Policy> policy = settings.enrolment().policy();
        String secret = policy.filter(Settings.Policy.SECRET::equals).isPresent() ? secrets.create(tx) : "";
        String text = script.text(secret, own);
        if (text.length() > ImageRequest.LONGEST_DEFAULTS) {
            int room = ImageRequest.LONGEST_DEFAULTS - script.text(secret, "").length();
            throw new InvalidValue("defaults: with the hook in the image there is room for " + Math.max(0, room)
                    + " characters of your own");
        }
        return text;
    }
}
