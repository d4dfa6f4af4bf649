package org.openztp.replacement;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import org.openztp.auth.Caller;
import org.openztp.auth.Role;

/** One box in another one's place, as JSON. */
@Path("/api/v1/devices/{id: \\d{1,18}}/replace")
@Produces(MediaType.APPLICATION_JSON)
public final class ReplacementResource {
    private final Replacement replacement;

    public ReplacementResource(Replacement replacement) {
        this.replacement = replacement;
    }

    /**
     * @param by the number or the MAC of the box that comes
     * @param force also one that is PROVISIONED
     */
    record Wanted(String by, boolean force) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Role.MAY_OPERATE)
    public Response replace(@PathParam("id") long id, Wanted wanted, @Context SecurityContext who) {
        Replacement.Outcome outcome = replacement.replace(
                id, wanted.by(), wanted.force(), Caller.of(who).name());
        return Response.status(outcome.by() == null ? 202 : 200).entity(outcome).build();
    }

    @DELETE
    @RolesAllowed(Role.MAY_OPERATE)
    public void cancel(@PathParam("id") long id, @Context SecurityContext who) {
        replacement.cancel(id, Caller.of(who).name());
    }
}
