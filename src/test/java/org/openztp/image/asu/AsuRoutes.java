package org.openztp.image.asu;

import java.util.Set;
import org.openztp.image.asu.wire.AsuFilter;

/** What the dialects answer, without a server. */
public final class AsuRoutes {
    private AsuRoutes() {}

    /** Verb and path of each. */
    public static Set<String> names() {
        return new AsuFilter(Asu.dialects(null, new Asu.Parts(null, null, null, null, null))).routes();
    }
}
