package org.openztp.backup;

import jakarta.annotation.security.RolesAllowed;
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
import java.util.List;
import org.openztp.archive.FileChange;
import org.openztp.archive.Item;
import org.openztp.auth.Caller;
import org.openztp.auth.Role;
import org.openztp.db.Page;
import org.openztp.device.Inventory;
import org.openztp.device.Way;
import org.openztp.openwrt.InvalidValue;

/** Configurations as JSON and as archives: for operators, because there are passwords in them. */
@Path("/api/v1/devices/{id: \\d{1,18}}/backups")
@Produces(MediaType.APPLICATION_JSON)
public final class BackupsResource {
    private static final String VERSION = "{version: [1-9]\\d{0,8}}";
    private static final int MOST = 500;

    private final Inventory inventory;
    private final Backups backups;
    private final BackupOrders orders;
    private final Restores restores;

    public BackupsResource(Inventory inventory, Backups backups, BackupOrders orders, Restores restores) {
        this.inventory = inventory;
        this.backups = backups;
        this.orders = orders;
        this.restores = restores;
    }

    record Ordered(long deviceId) {}

    /** @param way PULL where it is taken when the device asks the next time */
    record Asked(long deviceId, Way way) {}

    record VersionView(BackupView backup, List<Item> items) {}

    record DiffView(int from, int to, List<FileChange> files) {}

    @GET
    @RolesAllowed(Role.MAY_OPERATE)
    public Page<BackupView> list(
            @PathParam("id") long id,
            @QueryParam("cursor") String cursor,
            @QueryParam("limit") @DefaultValue("50") int limit) {
        int before = number(cursor, Integer.MAX_VALUE, "cursor: not one of this server's");
        int most = Page.checkedLimit(limit, MOST);
        return inventory.db().tx(tx -> {
            inventory.devices().get(tx, id);
            return backups.list(tx, id, before, most);
        });
    }

    @POST
    @RolesAllowed(Role.MAY_OPERATE)
    public Response take(@PathParam("id") long id, @Context SecurityContext who) {
        Way way = orders.ask(id, Caller.of(who).name());
        return Response.accepted(new Asked(id, way)).build();
    }

    @GET
    @Path(VERSION)
    @Produces(BackupFile.TYPE)
    @RolesAllowed(Role.MAY_OPERATE)
    public Response get(@PathParam("id") long id, @PathParam("version") int version) {
        return BackupFile.answer(id, version, inventory.db().tx(tx -> backups.open(tx, id, version)));
    }

    @GET
    @Path(VERSION + "/files")
    @RolesAllowed(Role.MAY_OPERATE)
    public VersionView files(@PathParam("id") long id, @PathParam("version") int version) {
        return inventory
                .db()
                .tx(tx -> new VersionView(
                        backups.view(tx, id, version),
                        List.copyOf(backups.open(tx, id, version).items())));
    }

    @GET
    @Path(VERSION + "/diff")
    @RolesAllowed(Role.MAY_OPERATE)
    public DiffView diff(@PathParam("id") long id, @PathParam("version") int version, @QueryParam("to") String wanted) {
        int to = number(wanted, Backups.NEWEST, "to: the number of a version is wanted");
        BackupDiff diff = BackupDiff.of(inventory.db(), backups, id, version, to);
        return new DiffView(diff.from(), diff.to().version(), diff.files());
    }

    @POST
    @Path(VERSION + "/restore")
    @RolesAllowed(Role.MAY_OPERATE)
    public Response restore(@PathParam("id") long id, @PathParam("version") int version, @Context SecurityContext who) {
        restores.ask(id, version, Caller.of(who).name());
        return Response.accepted(new Ordered(id)).build();
    }

    private static int number(String text, int without, String words) {
        if (text == null) {
            return without;
        }
        if (!text.matches("[1-9]\\d{0,8}")) {
            throw new InvalidValue(words);
        }
        return Integer.parseInt(text);
    }
}
