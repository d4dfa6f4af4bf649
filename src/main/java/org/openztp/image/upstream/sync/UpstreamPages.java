package org.openztp.image.upstream.sync;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.util.Map;
import org.openztp.auth.Caller;
import org.openztp.auth.Role;
import org.openztp.http.Views;

/** Where images come from, as a page that shows how far a sync is. */
@Path("/ui/images/upstreams")
public final class UpstreamPages {
    private final Views views;
    private final Mirror mirror;

    UpstreamPages(Views views, Mirror mirror) {
        this.views = views;
        this.mirror = mirror;
    }

    @GET
    @RolesAllowed(Role.MAY_VIEW)
    public Response list(@Context UriInfo uri, @Context SecurityContext who) {
        return views.page(
                "image/upstreams",
                Map.of("frame", Caller.of(who).frame(uri, "images"), "catalogue", mirror.view(), "now", mirror.now()));
    }

    @POST
    @RolesAllowed(Role.MAY_OPERATE)
    public Response sync(@Context UriInfo uri) {
        mirror.order();
        return Views.goTo(uri, "ui/images/upstreams");
    }
}
