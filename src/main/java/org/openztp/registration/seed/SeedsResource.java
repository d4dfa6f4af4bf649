package org.openztp.registration.seed;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import org.openztp.auth.Caller;
import org.openztp.auth.Role;
import org.openztp.image.ImageBuildView;
import org.openztp.image.NewImageBuild;

/** Seed images, beside the other images on demand; who holds one can let routers in. */
@Path("/api/v1/image-builds/seeds")
@Produces(MediaType.APPLICATION_JSON)
public final class SeedsResource {
    private final Seeds seeds;

    public SeedsResource(Seeds seeds) {
        this.seeds = seeds;
    }

    /** Each one asked for is another one. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Role.MAY_ADMINISTER)
    public Response ask(NewImageBuild wanted, @Context SecurityContext who, @Context UriInfo uri) {
        ImageBuildView view = seeds.order(wanted, Caller.of(who));
        return Response.created(uri.getBaseUriBuilder()
                        .path("api/v1/image-builds/" + view.id())
                        .build())
                .entity(view)
                .build();
    }
}
