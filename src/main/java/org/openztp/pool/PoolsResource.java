package org.openztp.pool;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import org.openztp.auth.Caller;
import org.openztp.auth.Role;
import org.openztp.db.Db;
import org.openztp.db.Page;
import org.openztp.http.Problem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pools as JSON. */
@Path("/api/v1/pools")
@Produces(MediaType.APPLICATION_JSON)
public final class PoolsResource {
    private static final Logger LOG = LoggerFactory.getLogger(PoolsResource.class);
    private static final int MAX_LIMIT = 500;

    private final Db db;
    private final Pools pools;

    public PoolsResource(Db db, Pools pools) {
        this.db = db;
        this.pools = pools;
    }

    record PoolList(List<Usage> items) {}

    /** A pool, and a page of what is taken of it. */
    record PoolView(Usage pool, List<Allocation> items, String next) {}

    @GET
    @RolesAllowed(Role.MAY_VIEW)
    public PoolList list() {
        return new PoolList(db.txRetrying(pools::usage));
    }

    @GET
    @Path("{name}")
    @RolesAllowed(Role.MAY_VIEW)
    public PoolView show(
            @PathParam("name") String name,
            @QueryParam("cursor") String cursor,
            @QueryParam("limit") @DefaultValue("50") int limit) {
        int most = Page.checkedLimit(limit, MAX_LIMIT);
        return db.txRetrying(tx -> {
            Usage usage = pools.usage(tx).stream()
                    .filter(pool -> pool.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> Problem.notFound("there is no pool " + name));
            Page<Allocation> page = pools.list(tx, name, cursor, most);
            return new PoolView(usage, page.items(), page.next());
        });
    }

    @DELETE
    @Path("{name}/allocations/{value: .+}")
    @RolesAllowed(Role.MAY_OPERATE)
    public void release(
            @PathParam("name") String name, @PathParam("value") String value, @Context SecurityContext who) {
        if (!db.<Boolean>txRetrying(tx -> pools.release(tx, name, value))) {
            throw Problem.notFound("pool " + name + ": no device has this value");
        }
        LOG.info("pool {}: {} released by {}", name, value, Caller.of(who).name());
    }
}
