package org.openztp.image;

import java.util.List;
import org.openztp.image.upstream.MissingPackage;

/** An image that cannot be asked for; nothing was queued. The message is asu's, as its clients show it. */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What stands in the way. */
    public enum Reason {
        VERSION,
        TARGET,
        PROFILE,
        PACKAGES,
        REPOSITORIES,
        /** Too many wait already. */
        QUEUE
    }

    private final Reason reason;
    private final transient List<MissingPackage> missing;

    Refused(Reason reason, String words) {
        this(reason, words, List.of());
    }

    Refused(Reason reason, String words, List<MissingPackage> missing) {
        super(words);
        this.reason = reason;
        this.missing = missing;
    }

    public Reason reason() {
        return reason;
    }

    /** The packages that the version does not have. */
    public List<MissingPackage> missing() {
        return missing;
    }
}
