package org.openztp.firmware.store;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.openztp.auth.Caller;
import org.openztp.auth.Role;
import org.openztp.db.Db;
import org.openztp.db.Page;
import org.openztp.http.Views;

/** The firmware store as pages: the builds of all categories or of one, and each with its images. */
@Path("/ui/firmware")
public final class StorePages {
    private static final String HOME = "ui/firmware";
    private static final String BUILD = "builds/{id: \\d{1,18}}";
    private static final int ON_A_PAGE = 50;

    private final Views views;
    private final Db db;
    private final Builds builds;
    private final StoredImages images;
    private final InstantSource clock;

    StorePages(Views views, Db db, Builds builds, StoredImages images, InstantSource clock) {
        this.views = views;
        this.db = db;
        this.builds = builds;
        this.images = images;
        this.clock = clock;
    }

    private record Listed(List<CategoryView> categories, Page<BuildView> builds) {}

    @GET
    @RolesAllowed(Role.MAY_VIEW)
    public Response list(
            @QueryParam("category") String category,
            @QueryParam("before") String before,
            @Context UriInfo uri,
            @Context SecurityContext who) {
        String wanted = category == null || category.isEmpty() ? null : category;
        Listed listed = db.tx(tx -> new Listed(builds.categories(tx), builds.list(tx, wanted, before, ON_A_PAGE)));
        return views.page(
                "firmware/list",
                Map.of(
                        "frame", Caller.of(who).frame(uri, "firmware"),
                        "categories", listed.categories(),
                        "category", wanted == null ? "" : wanted,
                        "builds", listed.builds(),
                        "now", clock.instant()));
    }

    @POST
    @Path("builds")
    @RolesAllowed(Role.MAY_OPERATE)
    public Response add(
            @FormParam("category") String category,
            @FormParam("version") String version,
            @FormParam("os") String os,
            @Context UriInfo uri,
            @Context SecurityContext who) {
        NewBuild wanted = new NewBuild(category, version, os == null || os.isBlank() ? null : os.strip(), null);
        String operator = Caller.of(who).name();
        BuildView made = db.txRetrying(tx -> builds.add(tx, wanted, operator));
        return Views.goTo(uri, HOME + "/builds/" + made.id());
    }

    @GET
    @Path(BUILD)
    @RolesAllowed(Role.MAY_VIEW)
    public Response show(@PathParam("id") long id, @Context UriInfo uri, @Context SecurityContext who) {
        return views.page(
                "firmware/build",
                Map.of(
                        "frame", Caller.of(who).frame(uri, "firmware"),
                        "build", db.tx(tx -> builds.get(tx, id)),
                        "now", clock.instant()));
    }

    @POST
    @Path(BUILD + "/remove")
    @RolesAllowed(Role.MAY_OPERATE)
    public Response remove(@PathParam("id") long id, @Context UriInfo uri) {
        db.txRetrying(tx -> {
            builds.remove(tx, id);
            return null;
        });
        return Views.goTo(uri, HOME);
    }

    @POST
    @Path("images/{id: \\d{1,18}}/remove")
    @RolesAllowed(Role.MAY_OPERATE)
    public Response removeImage(@PathParam("id") long id, @Context UriInfo uri) {
        long build = db.txRetrying(tx -> images.remove(tx, id));
        return Views.goTo(uri, HOME + "/builds/" + build);
    }

    /** In MB, as the pages tell it. */
    public static String size(long bytes) {
        return bytes < 100_000 ? bytes / 1000 + " kB" : bytes / 100_000 / 10.0 + " MB";
    }
}
