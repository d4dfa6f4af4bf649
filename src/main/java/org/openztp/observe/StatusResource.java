package org.openztp.observe;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The server at a glance. */
@Path("/api/v1/status")
public final class StatusResource {
    /**
     * @param database the product it is, for instance MariaDB
     * @param devices how many there are in each state that has any
     * @param faults what is wrong in the files of conf, with file and line
     * @param alerts what keeps devices waiting until an operator does something
     */
    public record Status(
            String version,
            Instant startedAt,
            String database,
            Map<String, Long> devices,
            Work jobs,
            List<String> faults,
            List<String> alerts) {}

    /** Jobs that wait and jobs that run, on all nodes. */
    public record Work(long waiting, long running) {}

    /** What auth calls the right to look; auth lies above this package. */
    static final String MAY_VIEW = "viewer";

    private final Supplier<Status> now;

    public StatusResource(Supplier<Status> now) {
        this.now = now;
    }

    @GET
    @RolesAllowed(MAY_VIEW)
    @Produces(MediaType.APPLICATION_JSON)
    public Status status() {
        return now.get();
    }
}
