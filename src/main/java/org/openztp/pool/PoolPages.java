package org.openztp.pool;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.util.Map;
import org.openztp.auth.Caller;
import org.openztp.auth.Role;
import org.openztp.db.Db;
import org.openztp.http.Views;

/** The pools as a page. */
@Path("/ui/pools")
public final class PoolPages {
    private final Views views;
    private final Db db;
    private final Pools pools;

    public PoolPages(Views views, Db db, Pools pools) {
        this.views = views;
        this.db = db;
        this.pools = pools;
    }

    @GET
    @RolesAllowed(Role.MAY_VIEW)
    public Response list(@Context UriInfo uri, @Context SecurityContext who) {
        return views.page(
                "pool/list", Map.of("frame", Caller.of(who).frame(uri, "pools"), "pools", db.txRetrying(pools::usage)));
    }
}
