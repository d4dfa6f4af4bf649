package org.openztp.plan;

import java.util.List;
import java.util.Optional;
import org.openztp.desired.DesiredBuild;
import org.openztp.desired.DesiredImage;

/** What a kind of device becomes, as an operator wrote it. */
record Definition(String name, Value.Group attributes, List<Ordered> actions, Value.Group health, Firmware firmware) {
    /** One action of it, with nothing resolved yet. */
    record Ordered(Place place, String name, String action, Value.Group attributes, Value.Group messages) {}

    /** What it says of the firmware: a build of the store, or an image that is made; one of them at most. */
    record Firmware(Optional<DesiredBuild> build, Optional<DesiredImage> image) {
        static final Firmware NONE = new Firmware(Optional.empty(), Optional.empty());
    }
}
