package org.openztp.drift;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import org.openztp.auth.Caller;
import org.openztp.auth.Role;
import org.openztp.http.Views;

/** The button by which a device gets its image; the device's own page shows how far it is. */
@Path("/ui/devices/{id: \\d{1,18}}/image")
public final class DeviceImagePages {
    private final ImageOrders orders;

    DeviceImagePages(ImageOrders orders) {
        this.orders = orders;
    }

    @POST
    @RolesAllowed(Role.MAY_OPERATE)
    public Response ask(@PathParam("id") long id, @Context UriInfo uri, @Context SecurityContext who) {
        orders.ask(id, Caller.of(who).name());
        return Views.goTo(uri, "ui/devices/" + id);
    }
}
