package org.openztp.script;

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
import jakarta.ws.rs.core.StreamingOutput;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.openztp.auth.Caller;
import org.openztp.auth.Role;
import org.openztp.db.Page;
import org.openztp.device.Inventory;
import org.openztp.openwrt.InvalidValue;

/** Script runs as JSON: order them, look at them, read what they printed. */
@Path("/api/v1/script-runs")
@Produces(MediaType.APPLICATION_JSON)
public final class ScriptRunsResource {
    private static final String ID = "{id: \\d{1,18}}";
    private static final int MOST = 500;

    private final Inventory inventory;
    private final ScriptRuns runs;
    private final ScriptOrders orders;

    public ScriptRunsResource(Inventory inventory, ScriptRuns runs, ScriptOrders orders) {
        this.inventory = inventory;
        this.runs = runs;
        this.orders = orders;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Role.MAY_OPERATE)
    public Response order(NewScriptRuns wanted, @Context SecurityContext who) {
        ScriptOrders.Batch batch = orders.order(wanted, Caller.of(who).name());
        return Response.accepted(batch).build();
    }

    @GET
    @RolesAllowed(Role.MAY_VIEW)
    public Page<ScriptRunView> list(
            @QueryParam("batch") String batch,
            @QueryParam("device") Long device,
            @QueryParam("cursor") String cursor,
            @QueryParam("limit") @DefaultValue("50") int limit) {
        long before = before(cursor);
        int most = checked(limit);
        return inventory.db().tx(tx -> {
            Page<ScriptRun> page = runs.list(tx, batch, device, before, most);
            return new Page<>(runs.views(tx, page.items()), page.next());
        });
    }

    @GET
    @Path(ID)
    @RolesAllowed(Role.MAY_VIEW)
    public ScriptRunView show(@PathParam("id") long id) {
        return inventory.db().tx(tx -> runs.views(tx, List.of(runs.get(tx, id))).get(0));
    }

    @GET
    @Path(ID + "/output")
    @Produces(MediaType.TEXT_PLAIN + ";charset=UTF-8")
    @RolesAllowed(Role.MAY_VIEW)
    public StreamingOutput output(@PathParam("id") long id, @QueryParam("step") Integer step) {
        inventory.db().tx(tx -> runs.get(tx, id));
        return to -> {
            String[] kept = inventory.db().tx(tx -> {
                try (Stream<String> pieces = runs.output(tx, id, step)) {
                    return pieces.toArray(String[]::new);
                }
            });
            for (String piece : kept) {
                to.write(piece.getBytes(StandardCharsets.UTF_8));
            }
        };
    }

    private static int checked(int limit) {
        if (limit < 1 || limit > MOST) {
            throw new InvalidValue("limit: 1 to " + MOST + " is wanted");
        }
        return limit;
    }

    private static long before(String cursor) {
        if (cursor == null) {
            return Long.MAX_VALUE;
        }
        if (!cursor.matches("\\d{1,18}")) {
            throw new InvalidValue("cursor: not one of this server's");
        }
        return Long.parseLong(cursor);
    }
}
