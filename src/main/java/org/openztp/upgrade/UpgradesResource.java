package org.openztp.upgrade;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
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
import java.util.Arrays;
import java.util.Locale;
import org.openztp.auth.Caller;
import org.openztp.auth.Role;
import org.openztp.db.Db;
import org.openztp.db.Page;
import org.openztp.openwrt.InvalidValue;

/** Upgrades as JSON. */
@Path("/api/v1/upgrades")
@Produces(MediaType.APPLICATION_JSON)
public final class UpgradesResource {
    private static final String UPGRADE = "{id: \\d{1,18}}";
    private static final int MOST = 500;

    private final Db db;
    private final Upgrades upgrades;
    private final UpgradeOrders orders;

    UpgradesResource(Db db, Upgrades upgrades, UpgradeOrders orders) {
        this.db = db;
        this.upgrades = upgrades;
        this.orders = orders;
    }

    @GET
    @RolesAllowed(Role.MAY_VIEW)
    public Page<UpgradeView> list(
            @QueryParam("device") Long device,
            @QueryParam("state") String state,
            @QueryParam("cursor") String cursor,
            @QueryParam("limit") @DefaultValue("50") int limit) {
        UpgradeState wanted = state(state);
        int most = Page.checkedLimit(limit, MOST);
        return db.tx(tx -> upgrades.list(tx, device, wanted, cursor, most)).map(UpgradeView::of);
    }

    @GET
    @Path(UPGRADE)
    @RolesAllowed(Role.MAY_VIEW)
    public UpgradeView show(@PathParam("id") long id) {
        return db.tx(tx -> UpgradeView.of(upgrades.get(tx, id)));
    }

    @POST
    @Path(UPGRADE + "/cancel")
    @RolesAllowed(Role.MAY_OPERATE)
    public UpgradeView cancel(@PathParam("id") long id, @Context SecurityContext who) {
        return orders.cancel(id, Caller.of(who));
    }

    @POST
    @Path(UPGRADE + "/retry")
    @RolesAllowed(Role.MAY_OPERATE)
    public Response retry(@PathParam("id") long id, @Context SecurityContext who, @Context UriInfo uri) {
        return UpgradeResource.created(uri, orders.retry(id, Caller.of(who)));
    }

    private static UpgradeState state(String name) {
        if (name == null) {
            return null;
        }
        return Arrays.stream(UpgradeState.values())
                .filter(state -> state.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() ->
                        new InvalidValue("state: one of " + Arrays.toString(UpgradeState.values()) + " is wanted"));
    }
}
