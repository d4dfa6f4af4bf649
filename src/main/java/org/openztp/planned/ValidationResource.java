package org.openztp.planned;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.openztp.auth.Role;
import org.openztp.http.Problem;
import org.openztp.plan.FileCheck;

/** All files that say what devices become, read anew: every folder of a node too, and whether they fit together. */
@Path("/api/v1/validation")
@Produces(MediaType.APPLICATION_JSON)
public final class ValidationResource {
    /** @param faults each with its file, and its line where that is known; the first thousand */
    public record Validated(List<String> faults) {}

    private static final int MOST = 1000;
    private static final Duration SOON = Duration.ofSeconds(5);

    private final java.nio.file.Path home;
    private final Supplier<List<String>> inForce;
    private final Semaphore free = new Semaphore(1);

    /** @param inForce what is known to be wrong in the files that are in use */
    public ValidationResource(java.nio.file.Path home, Supplier<List<String>> inForce) {
        this.home = home;
        this.inForce = inForce;
    }

    /** One at a time: with a hundred thousand nodes it is work for seconds. */
    @GET
    @RolesAllowed(Role.MAY_OPERATE)
    public Validated validate() {
        if (!free.tryAcquire()) {
            throw Problem.unavailable("another validation is under way", SOON);
        }
        try {
            Set<String> faults = new LinkedHashSet<>(inForce.get());
            faults.addAll(FileCheck.faults(home, MOST));
            return new Validated(faults.stream().limit(MOST).toList());
        } finally {
            free.release();
        }
    }
}
