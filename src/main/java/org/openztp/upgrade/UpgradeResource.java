package org.openztp.upgrade;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import org.openztp.auth.Caller;
import org.openztp.auth.Role;
import org.openztp.openwrt.InvalidValue;

/** Where an upgrade of a device is asked for. */
@Path("/api/v1/devices/{id: \\d{1,18}}/upgrades")
@Produces(MediaType.APPLICATION_JSON)
public final class UpgradeResource {
    private final UpgradeOrders orders;

    UpgradeResource(UpgradeOrders orders) {
        this.orders = orders;
    }

    record Wanted(Long image, String build, Map<String, Boolean> options, String deadline) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Role.MAY_OPERATE)
    public Response ask(
            @PathParam("id") long device, Wanted wanted, @Context SecurityContext who, @Context UriInfo uri) {
        NewUpgrade upgrade =
                new NewUpgrade(wanted.image(), wanted.build(), wanted.options(), instant(wanted.deadline()));
        return created(uri, orders.ask(device, upgrade, Caller.of(who)));
    }

    static Response created(UriInfo uri, UpgradeView view) {
        return Response.created(uri.getBaseUriBuilder()
                        .path("api/v1/upgrades/" + view.id())
                        .build())
                .entity(view)
                .build();
    }

    private static Instant instant(String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new InvalidValue("deadline: a time such as 2026-12-24T18:00:00Z is wanted");
        }
    }
}
