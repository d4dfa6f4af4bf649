package org.openztp.rollout;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.util.Map;
import org.openztp.auth.Caller;
import org.openztp.auth.Role;
import org.openztp.http.Views;
import org.openztp.upgrade.UpgradeState;

/** Roll-outs as pages: all of them, and each with its stages, its devices and what happened. */
@Path("/ui/rollouts")
public final class RolloutPages {
    private static final String HOME = "ui/rollouts";
    private static final String ROLLOUT = "{id: \\d{1,18}}";
    private static final int ON_A_PAGE = 50;

    private final Views views;
    private final Rollouts rollouts;
    private final RolloutOrders orders;

    RolloutPages(Views views, Rollouts rollouts, RolloutOrders orders) {
        this.views = views;
        this.rollouts = rollouts;
        this.orders = orders;
    }

    @GET
    @RolesAllowed(Role.MAY_VIEW)
    public Response list(@QueryParam("before") String before, @Context UriInfo uri, @Context SecurityContext who) {
        return views.page(
                "rollout/list",
                Map.of(
                        "frame", Caller.of(who).frame(uri, "rollouts"),
                        "rollouts", rollouts.db().tx(tx -> rollouts.list(tx, before, ON_A_PAGE)),
                        "now", rollouts.now()));
    }

    /** Its devices are chosen; the page that follows shows which, and starts it. */
    @POST
    @RolesAllowed(Role.MAY_OPERATE)
    public Response ask(@BeanParam RolloutForm form, @Context UriInfo uri, @Context SecurityContext who) {
        return Views.goTo(
                uri, HOME + "/" + orders.ask(form.plan(), Caller.of(who)).id());
    }

    /**
     * @param state of upgrades, whose devices alone are listed
     * @param reason for which devices are left out, which alone are listed
     */
    @GET
    @Path(ROLLOUT)
    @RolesAllowed(Role.MAY_VIEW)
    public Response show(
            @PathParam("id") long id,
            @QueryParam("state") UpgradeState state,
            @QueryParam("reason") String reason,
            @QueryParam("after") String after,
            @Context UriInfo uri,
            @Context SecurityContext who) {
        RolloutPage page = rollouts.db()
                .tx(tx -> new RolloutPage(
                        rollouts.view(tx, id),
                        new RolloutPage.Asked(state, reason),
                        rollouts.devices(tx, id, reason, state, after, ON_A_PAGE),
                        rollouts.events(tx, id),
                        rollouts.now()));
        return views.page("rollout/show", Map.of("frame", Caller.of(who).frame(uri, "rollouts"), "page", page));
    }

    @POST
    @Path(ROLLOUT + "/{verb: start|approve|pause|resume|abort|retry}")
    @RolesAllowed(Role.MAY_OPERATE)
    public Response act(
            @PathParam("id") long id,
            @PathParam("verb") String verb,
            @Context UriInfo uri,
            @Context SecurityContext who) {
        Caller caller = Caller.of(who);
        switch (verb) {
            case "start" -> orders.start(id, caller);
            case "approve" -> orders.approve(id, caller);
            case "pause" -> orders.pause(id, caller);
            case "resume" -> orders.resume(id, caller);
            case "abort" -> orders.abort(id, caller);
            default -> orders.retry(id, caller);
        }
        return Views.goTo(uri, HOME + "/" + id);
    }
}
