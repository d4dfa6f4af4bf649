package org.openztp.device;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import org.openztp.auth.Role;
import org.openztp.db.Page;
import org.openztp.history.DeviceEvents;
import org.openztp.history.EventView;

/** The devices as JSON. */
@Path("/api/v1/devices")
@Produces(MediaType.APPLICATION_JSON)
public final class DevicesResource {
    private static final String ID = "{id: \\d{1,18}}";

    private final Inventory inventory;
    private final DeviceActions actions;
    private final DevicePlans plans;

    public DevicesResource(Inventory inventory, DeviceActions actions, DevicePlans plans) {
        this.inventory = inventory;
        this.actions = actions;
        this.plans = plans;
    }

    @GET
    @RolesAllowed(Role.MAY_VIEW)
    public Page<DeviceView> list(@Context UriInfo uri) {
        DeviceQuery query = DeviceQuery.of(uri.getQueryParameters());
        return inventory.db().tx(tx -> inventory.devices().list(tx, query).map(DeviceView::inList));
    }

    @GET
    @Path(ID)
    @RolesAllowed(Role.MAY_VIEW)
    public DeviceView show(@PathParam("id") long id) {
        return inventory
                .db()
                .tx(tx -> DeviceView.of(
                        inventory.devices().get(tx, id), plans.view(tx, id).orElse(null)));
    }

    @DELETE
    @Path(ID)
    @RolesAllowed(Role.MAY_OPERATE)
    public void remove(@PathParam("id") long id, @Context SecurityContext who) {
        actions.remove(id, who.getUserPrincipal().getName());
    }

    @POST
    @Path(ID + "/retry")
    @RolesAllowed(Role.MAY_OPERATE)
    public DeviceView retry(@PathParam("id") long id, @Context SecurityContext who) {
        return actions.retry(id, who.getUserPrincipal().getName(), DeviceView::of);
    }

    @POST
    @Path(ID + "/approve")
    @RolesAllowed(Role.MAY_OPERATE)
    public DeviceView approve(
            @PathParam("id") long id, @QueryParam("address") String address, @Context SecurityContext who) {
        return actions.approve(id, address, who.getUserPrincipal().getName(), DeviceView::of);
    }

    @POST
    @Path(ID + "/accept-hostkey")
    @RolesAllowed(Role.MAY_OPERATE)
    public DeviceView acceptHostKey(@PathParam("id") long id, @Context SecurityContext who) {
        return actions.acceptHostKey(id, who.getUserPrincipal().getName(), DeviceView::of);
    }

    /** The body: {@code {"way": "PULL"}}, {@code {"location": "floor-2", "parent": null}}. */
    @PATCH
    @Path(ID)
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Role.MAY_OPERATE)
    public DeviceView change(@PathParam("id") long id, DeviceChange change, @Context SecurityContext who) {
        return actions.change(id, change, who.getUserPrincipal().getName(), DeviceView::of);
    }

    @PUT
    @Path(ID + "/tags/{tag}")
    @RolesAllowed(Role.MAY_OPERATE)
    public DeviceView tag(@PathParam("id") long id, @PathParam("tag") String tag, @Context SecurityContext who) {
        return actions.tag(id, tag, who.getUserPrincipal().getName(), DeviceView::of);
    }

    @DELETE
    @Path(ID + "/tags/{tag}")
    @RolesAllowed(Role.MAY_OPERATE)
    public DeviceView untag(@PathParam("id") long id, @PathParam("tag") String tag, @Context SecurityContext who) {
        return actions.untag(id, tag, who.getUserPrincipal().getName(), DeviceView::of);
    }

    @GET
    @Path(ID + "/events")
    @RolesAllowed(Role.MAY_VIEW)
    public Page<EventView> events(
            @PathParam("id") long id,
            @QueryParam("cursor") String cursor,
            @QueryParam("limit") @DefaultValue("50") int limit) {
        int most = Page.checkedLimit(limit, DeviceEvents.MAX_LIMIT);
        return inventory.db().tx(tx -> {
            inventory.devices().get(tx, id);
            return inventory.events().newest(tx, id, cursor, most).map(EventView::of);
        });
    }
}
