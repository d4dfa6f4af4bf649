package org.openztp.drift;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.util.Map;
import org.openztp.auth.Caller;
import org.openztp.auth.Role;
import org.openztp.device.Inventory;
import org.openztp.http.Views;

/** Which devices run what they should, as a page. */
@Path("/ui/firmware/drift")
public final class DriftPages {
    private static final int ON_A_PAGE = 50;

    private final Views views;
    private final Inventory inventory;

    DriftPages(Views views, Inventory inventory) {
        this.views = views;
        this.inventory = inventory;
    }

    @GET
    @RolesAllowed(Role.MAY_VIEW)
    public Response list(
            @QueryParam("state") String state,
            @QueryParam("after") String after,
            @Context UriInfo uri,
            @Context SecurityContext who) {
        DriftState wanted = Drifts.state(state);
        DriftReport report = inventory.db().tx(tx -> Drifts.report(tx, wanted, after, ON_A_PAGE));
        return views.page(
                "firmware/drift",
                Map.of(
                        "frame",
                        Caller.of(who).frame(uri, "firmware"),
                        "report",
                        report,
                        "state",
                        wanted == null ? "" : wanted.name(),
                        "now",
                        inventory.now()));
    }
}
