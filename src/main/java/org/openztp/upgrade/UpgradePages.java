package org.openztp.upgrade;

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
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.openztp.auth.Caller;
import org.openztp.auth.Role;
import org.openztp.device.Device;
import org.openztp.device.DeviceView;
import org.openztp.device.Inventory;
import org.openztp.firmware.store.Catalog;
import org.openztp.http.Views;
import org.openztp.openwrt.InvalidValue;

/** The upgrades of a device as a page, with the form for another one. */
@Path("/ui/devices/{id: \\d{1,18}}/upgrades")
public final class UpgradePages {
    private static final String UPGRADE = "{upgrade: \\d{1,18}}";
    private static final int ON_A_PAGE = 50;

    private final Views views;
    private final Inventory inventory;
    private final Catalog catalog;
    private final Upgrades upgrades;
    private final UpgradeOrders orders;

    UpgradePages(Views views, Inventory inventory, Catalog catalog, Upgrades upgrades, UpgradeOrders orders) {
        this.views = views;
        this.inventory = inventory;
        this.catalog = catalog;
        this.upgrades = upgrades;
        this.orders = orders;
    }

    @GET
    @RolesAllowed(Role.MAY_VIEW)
    public Response list(
            @PathParam("id") long id,
            @QueryParam("before") String before,
            @Context UriInfo uri,
            @Context SecurityContext who) {
        UpgradePage page = inventory.db().tx(tx -> {
            Device device = inventory.devices().get(tx, id);
            return new UpgradePage(
                    DeviceView.of(device),
                    device.boardName() == null ? List.of() : catalog.forBoard(tx, device.boardName()),
                    upgrades.list(tx, id, null, before, ON_A_PAGE).map(UpgradeView::of),
                    inventory.now());
        });
        return views.page(
                "upgrade/list",
                Map.of(
                        "frame", Caller.of(who).frame(uri, "devices"),
                        "page", page,
                        "admin", Caller.of(who).may(Role.MAY_ADMINISTER)));
    }

    /** @param letters of sysupgrade's options that are ticked */
    @POST
    @RolesAllowed(Role.MAY_OPERATE)
    public Response ask(
            @PathParam("id") long id,
            @FormParam("image") String image,
            @FormParam("option") List<String> letters,
            @Context UriInfo uri,
            @Context SecurityContext who) {
        if (image == null || !image.matches("\\d{1,18}")) {
            throw new InvalidValue("image: the number of an image of the store is wanted");
        }
        Map<String, Boolean> options =
                letters.stream().distinct().collect(Collectors.toMap(Function.identity(), letter -> true));
        orders.ask(id, new NewUpgrade(Long.valueOf(image), null, options, null), Caller.of(who));
        return Views.goTo(uri, "ui/devices/" + id);
    }

    @POST
    @Path(UPGRADE + "/cancel")
    @RolesAllowed(Role.MAY_OPERATE)
    public Response cancel(
            @PathParam("id") long id,
            @PathParam("upgrade") long upgrade,
            @Context UriInfo uri,
            @Context SecurityContext who) {
        orders.cancel(upgrade, Caller.of(who));
        return Views.goTo(uri, "ui/devices/" + id);
    }

    @POST
    @Path(UPGRADE + "/retry")
    @RolesAllowed(Role.MAY_OPERATE)
    public Response retry(
            @PathParam("id") long id,
            @PathParam("upgrade") long upgrade,
            @Context UriInfo uri,
            @Context SecurityContext who) {
        orders.retry(upgrade, Caller.of(who));
        return Views.goTo(uri, "ui/devices/" + id);
    }
}
