package org.openztp.registration.seed;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import org.openztp.auth.Caller;
import org.openztp.auth.Role;
import org.openztp.http.Views;
import org.openztp.image.ImageForm;
import org.openztp.image.ImagePages;

/** A seed image asked for by a form beside those of the other images. */
@Path("/ui/images/seeds")
public final class SeedPages {
    private final Seeds seeds;

    public SeedPages(Seeds seeds) {
        this.seeds = seeds;
    }

    @POST
    @RolesAllowed(Role.MAY_ADMINISTER)
    public Response ask(@BeanParam ImageForm form, @Context UriInfo uri, @Context SecurityContext who) {
        return Views.goTo(
                uri,
                ImagePages.HOME + "/"
                        + seeds.order(form.wanted(), Caller.of(who)).id());
    }
}
