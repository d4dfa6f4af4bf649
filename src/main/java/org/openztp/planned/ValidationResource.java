package org.openztp.planned;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.openztp.auth.Role;
import org.openztp.http.Problem;
import org.openztp.plan.FileCheck;

/** All files that say what devices become, read anew: every folder of a node too, and whether they fit together. */
@Path("/api/v1/validation")
@Produces(MediaType.APPLICATION_JSON)
public final class ValidationResource {
    /** @param faults each with its file, and its line where that is known; the first thousand, and one more line where
     *     not every file was looked at */
    public record Validated(List<String> faults) {}

    private static final int MOST = 1000;
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String NOT_WHOLE =
            "the rest was not looked at: it is too much for one answer; on the server, wrt validate %s looks at all";

    private final java.nio.file.Path home;
    private final Supplier<List<String>> inForce;
    private final InstantSource clock;
    private final Semaphore free = new Semaphore(1);

    /** @param inForce what is known to be wrong in the files that are in use */
    public ValidationResource(java.nio.file.Path home, Supplier<List<String>> inForce, InstantSource clock) {
        this.clock = clock;
        this.home = home;
        this.inForce = inForce;
    }

    /** One at a time, and for seconds only: with a hundred thousand nodes all of it is work for a minute. */
    @GET
    @RolesAllowed(Role.MAY_OPERATE)
    public Validated validate() {
        if (!free.tryAcquire()) {
            throw Problem.unavailable("another validation is under way", SOON);
        }
        try {
            Set<String> faults = new LinkedHashSet<>(inForce.get());
            Instant latest = clock.instant().plus(PATIENCE);
            FileCheck.Found found =
                    FileCheck.faults(home, MOST, () -> clock.instant().isAfter(latest));
            faults.addAll(found.faults());
            boolean whole = found.whole() && faults.size() <= MOST;
            Stream<String> remark = whole ? Stream.empty() : Stream.of(NOT_WHOLE.formatted(home));
            return new Validated(
                    Stream.concat(faults.stream().limit(MOST), remark).toList());
        } finally {
            free.release();
        }
    }
}
