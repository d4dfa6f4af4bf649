package org.openztp.signal;

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
import java.util.Arrays;
import java.util.Locale;
import org.openztp.auth.Caller;
import org.openztp.auth.Role;
import org.openztp.db.Db;
import org.openztp.db.Page;
import org.openztp.openwrt.InvalidValue;

/** Signals on their way, and those that have arrived, as JSON. */
@Path("/api/v1/signals")
@Produces(MediaType.APPLICATION_JSON)
public final class SignalsResource {
    private static final int MOST = 500;

    /** Who is to be told that it is told. */
    public record Trial(String target) {}

    private final Db db;
    private final Outbox outbox;

    SignalsResource(Db db, Outbox outbox) {
        this.db = db;
        this.outbox = outbox;
    }

    @GET
    @RolesAllowed(Role.MAY_VIEW)
    public Page<DeliveryView> list(
            @QueryParam("state") String state,
            @QueryParam("cursor") String cursor,
            @QueryParam("limit") @DefaultValue("50") int limit) {
        DeliveryState wanted = state(state);
        int most = Page.checkedLimit(limit, MOST);
        return db.tx(tx -> outbox.list(tx, wanted, cursor, most)).map(DeliveryView::of);
    }

    @POST
    @Path("{id: \\d{1,18}}/retry")
    @RolesAllowed(Role.MAY_OPERATE)
    public DeliveryView tryAgain(@PathParam("id") long id) {
        return db.txRetrying(tx -> DeliveryView.of(outbox.tryAgain(tx, id)));
    }

    @POST
    @Path("test")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Role.MAY_OPERATE)
    public Response test(Trial trial, @Context SecurityContext who) {
        String actor = Caller.of(who).name();
        DeliveryView made = db.txRetrying(tx -> DeliveryView.of(outbox.test(tx, trial.target(), actor)));
        return Response.accepted(made).build();
    }

    private static DeliveryState state(String name) {
        if (name == null) {
            return null;
        }
        String wanted = name.toUpperCase(Locale.ROOT).replace('-', '_');
        return Arrays.stream(DeliveryState.values())
                .filter(state -> state.name().equals(wanted))
                .findFirst()
                .orElseThrow(() ->
                        new InvalidValue("state: one of " + Arrays.toString(DeliveryState.values()) + " is wanted"));
    }
}
