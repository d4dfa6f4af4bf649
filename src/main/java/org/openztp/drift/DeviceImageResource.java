package org.openztp.drift;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
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

/** The image that is made for a device, as JSON. */
@Path("/api/v1/devices/{id: \\d{1,18}}/image")
@Produces(MediaType.APPLICATION_JSON)
public final class DeviceImageResource {
    private final ImageOrders orders;

    DeviceImageResource(ImageOrders orders) {
        this.orders = orders;
    }

    @GET
    @RolesAllowed(Role.MAY_VIEW)
    public DeviceImageView show(@PathParam("id") long id) {
        return orders.show(id);
    }

    /** It is made and flashed; asked for once more while it is on its way it is the same. */
    @POST
    @RolesAllowed(Role.MAY_OPERATE)
    public Response ask(@PathParam("id") long id, @Context SecurityContext who) {
        return Response.accepted(orders.ask(id, Caller.of(who).name())).build();
    }
}
