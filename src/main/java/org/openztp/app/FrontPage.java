package org.openztp.app;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.openztp.http.Views;

/** The application's root leads to the devices. */
@Path("/")
public final class FrontPage {
    @GET
    @PermitAll
    public Response toDevices(@Context UriInfo uri) {
        return Views.goTo(uri, "ui/devices");
    }
}
