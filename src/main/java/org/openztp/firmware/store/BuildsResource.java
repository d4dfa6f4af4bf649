package org.openztp.firmware.store;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import org.openztp.auth.Caller;
import org.openztp.auth.Role;
import org.openztp.db.Db;
import org.openztp.db.Page;

/** The builds of the store as JSON. */
@Path("/api/v1/firmware")
@Produces(MediaType.APPLICATION_JSON)
public final class BuildsResource {
    private static final String BUILD = "builds/{id: \\d{1,18}}";
    private static final int MOST = 500;

    private final Db db;
    private final Builds builds;

    BuildsResource(Db db, Builds builds) {
        this.db = db;
        this.builds = builds;
    }

    record Categories(List<CategoryView> items) {}

    record Wanted(String category, String version, String os, String changelog) {}

    record Change(String changelog) {}

    @GET
    @Path("categories")
    @RolesAllowed(Role.MAY_VIEW)
    public Categories categories() {
        return new Categories(db.tx(builds::categories));
    }

    @GET
    @Path("builds")
    @RolesAllowed(Role.MAY_VIEW)
    public Page<BuildView> list(
            @QueryParam("category") String category,
            @QueryParam("cursor") String cursor,
            @QueryParam("limit") @DefaultValue("50") int limit) {
        int most = Page.checkedLimit(limit, MOST);
        return db.tx(tx -> builds.list(tx, category, cursor, most));
    }

    @POST
    @Path("builds")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Role.MAY_OPERATE)
    public Response add(Wanted wanted, @Context SecurityContext who) {
        NewBuild build = new NewBuild(wanted.category(), wanted.version(), wanted.os(), wanted.changelog());
        String operator = Caller.of(who).name();
        return Response.status(Response.Status.CREATED)
                .entity(db.txRetrying(tx -> builds.add(tx, build, operator)))
                .build();
    }

    @GET
    @Path(BUILD)
    @RolesAllowed(Role.MAY_VIEW)
    public BuildView show(@PathParam("id") long id) {
        return db.tx(tx -> builds.get(tx, id));
    }

    @PATCH
    @Path(BUILD)
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Role.MAY_OPERATE)
    public BuildView change(@PathParam("id") long id, Change change) {
        String changelog = NewBuild.checkedChangelog(change.changelog());
        return db.txRetrying(tx -> builds.rewrite(tx, id, changelog));
    }

    @DELETE
    @Path(BUILD)
    @RolesAllowed(Role.MAY_OPERATE)
    public void remove(@PathParam("id") long id) {
        db.txRetrying(tx -> {
            builds.remove(tx, id);
            return null;
        });
    }
}
