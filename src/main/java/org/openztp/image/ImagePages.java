package org.openztp.image;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.util.Map;
import org.openztp.auth.Caller;
import org.openztp.auth.Role;
import org.openztp.http.Views;

/** Images on demand as pages: all of them with the form for another one, and each with its files. */
@Path("/ui/images")
public final class ImagePages {
    /** Where the page of an image is, below the application's root. */
    public static final String HOME = "ui/images";

    private static final String IMAGE = "{id: \\d{1,18}}";
    private static final int ON_A_PAGE = 50;

    private final Views views;
    private final ImageOrders orders;

    ImagePages(Views views, ImageOrders orders) {
        this.views = views;
        this.orders = orders;
    }

    @GET
    @RolesAllowed(Role.MAY_VIEW)
    public Response list(@QueryParam("before") String before, @Context UriInfo uri, @Context SecurityContext who) {
        return views.page(
                "image/list",
                Map.of(
                        "frame", Caller.of(who).frame(uri, "images"),
                        "images", orders.list(null, before, ON_A_PAGE),
                        "versions", orders.versions(),
                        "admin", Caller.of(who).may(Role.MAY_ADMINISTER),
                        "now", orders.now()));
    }

    /** One that was asked for before is found again. */
    @POST
    @RolesAllowed(Role.MAY_OPERATE)
    public Response ask(@BeanParam ImageForm form, @Context UriInfo uri, @Context SecurityContext who) {
        return Views.goTo(
                uri, HOME + "/" + orders.ask(form.wanted(), Caller.of(who)).id());
    }

    @GET
    @Path(IMAGE)
    @RolesAllowed(Role.MAY_VIEW)
    public Response show(@PathParam("id") long id, @Context UriInfo uri, @Context SecurityContext who) {
        return views.page(
                "image/show",
                Map.of(
                        "frame", Caller.of(who).frame(uri, "images"),
                        "page", ImagePage.of(orders.show(id), orders.now())));
    }

    @GET
    @Path(IMAGE + "/files/{name}")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @RolesAllowed(Role.MAY_OPERATE)
    public Response file(@PathParam("id") long id, @PathParam("name") String name, @Context SecurityContext who) {
        return ImageBuildsResource.download(orders, id, name, Caller.of(who));
    }

    @POST
    @Path(IMAGE + "/{verb: cancel|keep|release}")
    @RolesAllowed(Role.MAY_OPERATE)
    public Response act(
            @PathParam("id") long id,
            @PathParam("verb") String verb,
            @Context UriInfo uri,
            @Context SecurityContext who) {
        switch (verb) {
            case "cancel" -> orders.cancel(id, Caller.of(who));
            case "keep" -> orders.pin(id, true);
            default -> orders.pin(id, false);
        }
        return Views.goTo(uri, HOME + "/" + id);
    }
}
