package org.openztp.drift;

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

/** Which devices run what they should, as JSON. */
@Path("/api/v1/firmware/drift")
@Produces(MediaType.APPLICATION_JSON)
public final class DriftResource {
    private static final int MOST = 500;

    private final Db db;

    DriftResource(Db db) {
        this.db = db;
    }

    @GET
    @RolesAllowed(Role.MAY_VIEW)
    public DriftReport list(
            @QueryParam("state") String state,
            @QueryParam("cursor") String cursor,
            @QueryParam("limit") @DefaultValue("50") int limit) {
        DriftState wanted = Drifts.state(state);
        int most = Page.checkedLimit(limit, MOST);
        return db.tx(tx -> Drifts.report(tx, wanted, cursor, most));
    }
}
