package org.openztp.provision;

import java.util.HashMap;
import java.util.Map;
import org.openztp.action.Fragment;
import org.openztp.firmware.Image;
import org.openztp.plan.Plan;

/**
 * A plan with what it offers to the device.
 *
 * @param image what the device may be flashed to; null when there is nothing to flash
 */
record Offer(Plan plan, Image image) {
    /**
     * @param listed what conf/firmware.yaml has for the board, for scripts that flash; null without
     * @param again an operator asked for another try although the device carries the mark of a failed flash
     * @throws InVain it has that mark, and nobody asked
     */
    static Offer of(Plan plan, Image listed, Identity identity, boolean again) {
        Image own = plan.flash().map(Offer::image).orElse(null);
        boolean hasScript = plan.steps().stream().anyMatch(step -> step.action().equals("run_script"));
        Image image = own != null ? own : hasScript ? listed : null;
        if (image != null && image.release().equals(identity.release())) {
            image = null;
        }
        if (image != null && image.release().equals(identity.flashing()) && !again) {
            throw new InVain(image.release(), identity.release());
        }
        Map<String, String> environment = new HashMap<>(plan.environment());
        environment.put("ZTP_FORCE", again ? "1" : "0");
        if (image != null && own == null) {
            environment.put("ZTP_IMAGE", image.file());
            environment.put("ZTP_RELEASE", image.release());
            environment.put("ZTP_SHA256", image.sha256());
        }
        return new Offer(new Plan(plan.definition(), plan.pattern(), plan.steps(), environment), image);
    }

    private static Image image(Fragment.Flash flash) {
        return new Image(flash.file(), flash.release(), flash.sha256(), 0);
    }
}
