package org.openztp.backup;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.util.Map;
import org.openztp.auth.Caller;
import org.openztp.auth.Role;
import org.openztp.db.Db;
import org.openztp.device.DeviceView;
import org.openztp.device.Inventory;
import org.openztp.http.Views;

/** The versions of a device's configuration as pages, for operators. */
@Path("/ui/devices/{id: \\d{1,18}}/backups")
public final class BackupPages {
    private static final String VERSION = "{version: [1-9]\\d{0,8}}";
    private static final int ON_A_PAGE = 100;

    private final Views views;
    private final Db db;
    private final Inventory inventory;
    private final Backups backups;
    private final BackupOrders orders;
    private final Restores restores;

    public BackupPages(Views views, Inventory inventory, Backups backups, BackupOrders orders, Restores restores) {
        this.views = views;
        this.db = inventory.db();
        this.inventory = inventory;
        this.backups = backups;
        this.orders = orders;
        this.restores = restores;
    }

    @GET
    @RolesAllowed(Role.MAY_OPERATE)
    public Response list(
            @PathParam("id") long id,
            @QueryParam("before") String before,
            @Context UriInfo uri,
            @Context SecurityContext who) {
        int from = before != null && before.matches("[1-9]\\d{0,8}") ? Integer.parseInt(before) : Integer.MAX_VALUE;
        BackupPage page = db.tx(tx -> new BackupPage(
                DeviceView.of(inventory.devices().get(tx, id)),
                backups.list(tx, id, from, ON_A_PAGE),
                inventory.now()));
        return views.page("backup/list", Map.of("frame", Caller.of(who).frame(uri, "devices"), "page", page));
    }

    @POST
    @RolesAllowed(Role.MAY_OPERATE)
    public Response take(@PathParam("id") long id, @Context UriInfo uri, @Context SecurityContext who) {
        orders.ask(id, Caller.of(who).name());
        return Views.goTo(uri, "ui/devices/" + id + "/backups");
    }

    @GET
    @Path(VERSION)
    @RolesAllowed(Role.MAY_OPERATE)
    public Response diff(
            @PathParam("id") long id,
            @PathParam("version") int version,
            @Context UriInfo uri,
            @Context SecurityContext who) {
        DeviceView device = db.tx(tx -> DeviceView.of(inventory.devices().get(tx, id)));
        return views.page(
                "backup/diff",
                Map.of(
                        "frame", Caller.of(who).frame(uri, "devices"),
                        "device", device,
                        "diff", BackupDiff.of(db, backups, id, version),
                        "now", inventory.now()));
    }

    @POST
    @Path(VERSION + "/restore")
    @RolesAllowed(Role.MAY_OPERATE)
    public Response restore(
            @PathParam("id") long id,
            @PathParam("version") int version,
            @Context UriInfo uri,
            @Context SecurityContext who) {
        restores.ask(id, version, Caller.of(who).name());
        return Views.goTo(uri, "ui/devices/" + id);
    }

    @GET
    @Path(VERSION + "/archive")
    @Produces(BackupFile.TYPE)
    @RolesAllowed(Role.MAY_OPERATE)
    public Response archive(@PathParam("id") long id, @PathParam("version") int version) {
        return BackupFile.answer(id, version, db.tx(tx -> backups.open(tx, id, version)));
    }
}
