package org.openztp.image.upstream.sync;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.openztp.auth.Role;

/** The upstreams as JSON. */
@Path("/api/v1/upstreams")
@Produces(MediaType.APPLICATION_JSON)
public final class UpstreamsResource {
    private final Mirror mirror;

    UpstreamsResource(Mirror mirror) {
        this.mirror = mirror;
    }

    @GET
    @RolesAllowed(Role.MAY_VIEW)
    public UpstreamsView list() {
        return mirror.view();
    }

    @POST
    @Path("sync")
    @RolesAllowed(Role.MAY_OPERATE)
    public Response sync() {
        mirror.order();
        return Response.status(Response.Status.ACCEPTED).entity(mirror.view()).build();
    }
}
