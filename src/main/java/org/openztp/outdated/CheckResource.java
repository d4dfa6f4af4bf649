package org.openztp.outdated;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.openztp.auth.Role;
import org.openztp.db.Db;
import org.openztp.db.Page;

/** Which devices have something newer waiting, as JSON. */
@Path("/api/v1/firmware/check")
@Produces(MediaType.APPLICATION_JSON)
public final class CheckResource {
    private static final int MOST = 500;

    private final Db db;

    CheckResource(Db db) {
        this.db = db;
    }

    @GET
    @RolesAllowed(Role.MAY_VIEW)
    public CheckReport list(
            @QueryParam("tag") String tag,
            @QueryParam("group") String group,
            @QueryParam("location") String location,
            @QueryParam("waiting") boolean waiting,
            @QueryParam("cursor") String cursor,
            @QueryParam("limit") @DefaultValue("50") int limit) {
        Checks.Filter filter = new Checks.Filter(tag, group, location, waiting);
        int most = Page.checkedLimit(limit, MOST);
        return db.tx(tx -> Checks.report(tx, filter, cursor, most));
    }
}
