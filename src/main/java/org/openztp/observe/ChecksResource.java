package org.openztp.observe;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;

/** What the server itself finds right and wrong, for {@code wrt doctor}. */
@Path("/api/v1/checks")
public final class ChecksResource {
    public record Checkup(List<Finding> items) {}

    private final List<Check> checks;

    public ChecksResource(List<Check> checks) {
        this.checks = List.copyOf(checks);
    }

    @GET
    @RolesAllowed(StatusResource.MAY_VIEW)
    @Produces(MediaType.APPLICATION_JSON)
    public Checkup checks() {
        List<Finding> items = new ArrayList<>();
        Check.all(checks, items::add);
        return new Checkup(items);
    }
}
