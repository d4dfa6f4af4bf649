package org.openztp.rollout;

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
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.openztp.auth.Caller;
import org.openztp.auth.Role;
import org.openztp.db.Page;
import org.openztp.openwrt.InvalidValue;
import org.openztp.upgrade.UpgradeState;

/** Roll-outs as JSON. */
@Path("/api/v1/rollouts")
@Produces(MediaType.APPLICATION_JSON)
public final class RolloutsResource {
    private static final String ROLLOUT = "{id: \\d{1,18}}";
    private static final int MOST = 100;
    private static final int MOST_DEVICES = 500;

    private final Rollouts rollouts;
    private final RolloutOrders orders;

    RolloutsResource(Rollouts rollouts, RolloutOrders orders) {
        this.rollouts = rollouts;
        this.orders = orders;
    }

    @GET
    @RolesAllowed(Role.MAY_VIEW)
    public Page<RolloutView> list(
            @QueryParam("cursor") String cursor, @QueryParam("limit") @DefaultValue("20") int limit) {
        int most = Page.checkedLimit(limit, MOST);
        return rollouts.db().tx(tx -> rollouts.list(tx, cursor, most));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Role.MAY_OPERATE)
    public Response ask(RolloutPlan plan, @Context SecurityContext who, @Context UriInfo uri) {
        RolloutView view = orders.ask(plan, Caller.of(who));
        return Response.created(uri.getBaseUriBuilder()
                        .path("api/v1/rollouts/" + view.id())
                        .build())
                .entity(view)
                .build();
    }

    @GET
    @Path(ROLLOUT)
    @RolesAllowed(Role.MAY_VIEW)
    public RolloutView show(@PathParam("id") long id) {
        return rollouts.db().tx(tx -> rollouts.view(tx, id));
    }

    @GET
    @Path(ROLLOUT + "/events")
    @RolesAllowed(Role.MAY_VIEW)
    public List<RolloutEventView> events(@PathParam("id") long id) {
        return rollouts.db().tx(tx -> rollouts.events(tx, rollouts.get(tx, id).id()));
    }

    @GET
    @Path(ROLLOUT + "/devices")
    @RolesAllowed(Role.MAY_VIEW)
    public Page<RolloutDeviceView> devices(
            @PathParam("id") long id,
            @QueryParam("reason") String reason,
            @QueryParam("state") String state,
            @QueryParam("cursor") String cursor,
            @QueryParam("limit") @DefaultValue("50") int limit) {
        UpgradeState wanted = state(state);
        int most = Page.checkedLimit(limit, MOST_DEVICES);
        return rollouts.db().tx(tx -> rollouts.devices(tx, rollouts.get(tx, id).id(), reason, wanted, cursor, most));
    }

    @POST
    @Path(ROLLOUT + "/start")
    @RolesAllowed(Role.MAY_OPERATE)
    public RolloutView start(@PathParam("id") long id, @Context SecurityContext who) {
        return orders.start(id, Caller.of(who));
    }

    @POST
    @Path(ROLLOUT + "/approve")
    @RolesAllowed(Role.MAY_OPERATE)
    public RolloutView approve(@PathParam("id") long id, @Context SecurityContext who) {
        return orders.approve(id, Caller.of(who));
    }

    @POST
    @Path(ROLLOUT + "/pause")
    @RolesAllowed(Role.MAY_OPERATE)
    public RolloutView pause(@PathParam("id") long id, @Context SecurityContext who) {
        return orders.pause(id, Caller.of(who));
    }

    @POST
    @Path(ROLLOUT + "/resume")
    @RolesAllowed(Role.MAY_OPERATE)
    public RolloutView resume(@PathParam("id") long id, @Context SecurityContext who) {
        return orders.resume(id, Caller.of(who));
    }

    @POST
    @Path(ROLLOUT + "/abort")
    @RolesAllowed(Role.MAY_OPERATE)
    public RolloutView abort(@PathParam("id") long id, @Context SecurityContext who) {
        return orders.abort(id, Caller.of(who));
    }

    @POST
    @Path(ROLLOUT + "/retry")
    @RolesAllowed(Role.MAY_OPERATE)
    public RolloutView retry(@PathParam("id") long id, @Context SecurityContext who) {
        return orders.retry(id, Caller.of(who));
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
