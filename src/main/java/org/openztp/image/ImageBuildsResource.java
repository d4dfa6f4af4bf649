package org.openztp.image;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.util.Arrays;
import java.util.Locale;
import org.openztp.auth.Caller;
import org.openztp.auth.Role;
import org.openztp.db.Page;
import org.openztp.openwrt.InvalidValue;

/** Images on demand as JSON, for operators. */
@Path("/api/v1/image-builds")
@Produces(MediaType.APPLICATION_JSON)
public final class ImageBuildsResource {
    private static final String BUILD = "{id: \\d{1,18}}";
    private static final int MOST = 500;

    private final ImageOrders orders;
    private final ImageKey key;

    ImageBuildsResource(ImageOrders orders, ImageKey key) {
        this.orders = orders;
        this.key = key;
    }

    /** One that was asked for before is found again. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Role.MAY_OPERATE)
    public Response ask(NewImageBuild wanted, @Context SecurityContext who, @Context UriInfo uri) {
        ImageBuildView view = orders.ask(wanted, Caller.of(who));
        return Response.created(uri.getBaseUriBuilder()
                        .path("api/v1/image-builds/" + view.id())
                        .build())
                .entity(view)
                .build();
    }

    @GET
    @RolesAllowed(Role.MAY_VIEW)
    public Page<ImageBuildView> list(
            @QueryParam("state") String state,
            @QueryParam("cursor") String cursor,
            @QueryParam("limit") @DefaultValue("50") int limit) {
        return orders.list(state(state), cursor, Page.checkedLimit(limit, MOST));
    }

    @GET
    @Path(BUILD)
    @RolesAllowed(Role.MAY_VIEW)
    public ImageBuildView show(@PathParam("id") long id) {
        return orders.show(id);
    }

    /** The public key by which routers of 18.06 know what this server has made. */
    @GET
    @Path("key")
    @RolesAllowed(Role.MAY_VIEW)
    public ImageKey.View key() {
        return key.view();
    }

    /** For one operator at a time; what routers fetch leaves by a servlet. */
    @GET
    @Path(BUILD + "/files/{name}")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @RolesAllowed(Role.MAY_OPERATE)
    public Response file(@PathParam("id") long id, @PathParam("name") String name, @Context SecurityContext who) {
        return download(orders, id, name, Caller.of(who));
    }

    static Response download(ImageOrders orders, long id, String name, Caller caller) {
        return Response.ok(orders.file(id, name, caller).toFile())
                .header("Content-Disposition", "attachment; filename=\"" + name + "\"")
                .header("Cache-Control", "private, no-store")
                .build();
    }

    @POST
    @Path(BUILD + "/cancel")
    @RolesAllowed(Role.MAY_OPERATE)
    public ImageBuildView cancel(@PathParam("id") long id, @Context SecurityContext who) {
        return orders.cancel(id, Caller.of(who));
    }

    @PUT
    @Path(BUILD + "/pin")
    @RolesAllowed(Role.MAY_OPERATE)
    public ImageBuildView pin(@PathParam("id") long id) {
        return orders.pin(id, true);
    }

    @DELETE
    @Path(BUILD + "/pin")
    @RolesAllowed(Role.MAY_OPERATE)
    public ImageBuildView unpin(@PathParam("id") long id) {
        return orders.pin(id, false);
    }

    private static BuildState state(String name) {
        if (name == null) {
            return null;
        }
        return Arrays.stream(BuildState.values())
                .filter(state -> state.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(
                        () -> new InvalidValue("state: one of " + Arrays.toString(BuildState.values()) + " is wanted"));
    }
}
