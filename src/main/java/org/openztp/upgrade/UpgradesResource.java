package org.openztp.upgrade;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
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
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.openztp.auth.Caller;
import org.openztp.auth.Role;
import org.openztp.db.Db;
import org.openztp.db.Page;
import org.openztp.openwrt.InvalidValue;

/** Upgrades as JSON. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
public final class UpgradesResource {
    private static final String UPGRADE = "upgrades/{id: \\d{1,18}}";
    private static final int MOST = 500;

    private final Db db;
    private final Upgrades upgrades;
    private final UpgradeOrders orders;

    UpgradesResource(Db db, Upgrades upgrades, UpgradeOrders orders) {
        this.db = db;
        this.upgrades = upgrades;
        this.orders = orders;
    }

    record Wanted(Long image, String build, Map<String, Boolean> options, String deadline) {}

    @POST
    @Path("devices/{id: \\d{1,18}}/upgrades")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Role.MAY_OPERATE)
    public Response ask(
            @PathParam("id") long device, Wanted wanted, @Context SecurityContext who, @Context UriInfo uri) {
        NewUpgrade upgrade =
                new NewUpgrade(wanted.image(), wanted.build(), wanted.options(), instant(wanted.deadline()));
        return created(uri, orders.ask(device, upgrade, Caller.of(who)));
    }

    @GET
    @Path("upgrades")
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
        return created(uri, orders.retry(id, Caller.of(who)));
    }

    private static Response created(UriInfo uri, UpgradeView view) {
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
