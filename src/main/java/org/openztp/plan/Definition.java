package org.openztp.plan;

import java.util.List;
import java.util.Optional;
import org.openztp.desired.DesiredBuild;

/** What a kind of device becomes, as an operator wrote it. */
record Definition(
        String name,
        Value.Group attributes,
        List<Ordered> actions,
        Value.Group health,
        Optional<DesiredBuild> firmware) {
    /** One action of it, with nothing resolved yet. */
    record Ordered(Place place, String name, String action, Value.Group attributes, Value.Group messages) {}
}
