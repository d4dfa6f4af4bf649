package org.openztp.image;

import java.time.Duration;
import java.util.List;
import org.openztp.http.Problem;
import org.openztp.image.upstream.MissingPackage;

/** An image that cannot be asked for; nothing was queued. The message is asu's, as its clients show it. */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final Duration LATER = Duration.ofMinutes(5);

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

    /** The same for this server's own API: 422, or 503 when too many wait. */
    Problem problem() {
        return reason == Reason.QUEUE ? Problem.unavailable(getMessage(), LATER) : Problem.unprocessable(getMessage());
    }

    /** The packages that the version does not have. */
    public List<MissingPackage> missing() {
        return missing;
    }
}
