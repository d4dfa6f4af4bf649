package org.openztp.device;

import jakarta.annotation.security.RolesAllowed;
import jakarta.servlet.http.HttpServletRequest;
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
import java.util.Map;
import java.util.function.Function;
import org.openztp.auth.Caller;
import org.openztp.auth.Role;
import org.openztp.http.Views;

/** The devices as pages; what happens while a page is open comes by {@link DeviceLive}. */
@Path("/ui/devices")
public final class DevicePages {
    static final String ID = "{id: \\d{1,18}}";

    private final Views views;
    private final Inventory inventory;
    private final DeviceActions actions;
    private final Work work;
    private final Function<HttpServletRequest, FirstSteps> firstSteps;

    /** What is made of devices above the inventory. */
    public record Work(DevicePlans plans, DeviceUpgrades upgrades, DeviceImages images) {}

    public DevicePages(
            Views views,
            Inventory inventory,
            DeviceActions actions,
            Work work,
            Function<HttpServletRequest, FirstSteps> firstSteps) {
        this.views = views;
        this.inventory = inventory;
        this.actions = actions;
        this.work = work;
        this.firstSteps = firstSteps;
    }

    @GET
    @RolesAllowed(Role.MAY_VIEW)
    public Response list(@Context UriInfo uri, @Context SecurityContext who, @Context HttpServletRequest request) {
        DeviceTable.Asked asked = DeviceTable.Asked.of(uri.getQueryParameters());
        DeviceTable table = inventory.db().tx(tx -> DeviceTable.read(tx, inventory, asked));
        return views.page(
                "device/list",
                Map.of(
                        "frame", Caller.of(who).frame(uri, "devices"),
                        "table", table,
                        "steps", firstSteps.apply(request)));
    }

    @GET
    @Path(ID)
    @RolesAllowed(Role.MAY_VIEW)
    public Response show(
            @PathParam("id") long id,
            @QueryParam("before") String before,
            @QueryParam("wrong") String wrong,
            @Context UriInfo uri,
            @Context SecurityContext who) {
        DevicePage page = inventory.db().tx(tx -> DevicePage.read(tx, inventory, work, id, before));
        return views.page(
                "device/show",
                Map.of(
                        "frame",
                        Caller.of(who).frame(uri, "devices"),
                        "page",
                        page,
                        "wrong",
                        wrong == null ? "" : wrong));
    }

    @POST
    @Path(ID + "/retry")
    @RolesAllowed(Role.MAY_OPERATE)
    public Response retry(@PathParam("id") long id, @Context UriInfo uri, @Context SecurityContext who) {
        return show(uri, actions.retry(id, Caller.of(who).name(), Device::id));
    }

    @POST
    @Path(ID + "/approve")
    @RolesAllowed(Role.MAY_OPERATE)
    public Response approve(
            @PathParam("id") long id,
            @FormParam("address") String address,
            @Context UriInfo uri,
            @Context SecurityContext who) {
        return show(uri, actions.approve(id, address, Caller.of(who).name(), Device::id));
    }

    @POST
    @Path(ID + "/accept-hostkey")
    @RolesAllowed(Role.MAY_OPERATE)
    public Response acceptHostKey(@PathParam("id") long id, @Context UriInfo uri, @Context SecurityContext who) {
        return show(uri, actions.acceptHostKey(id, Caller.of(who).name(), Device::id));
    }

    /** What a browser would not send leads back to the page, which says what a tag is. */
    @POST
    @Path(ID + "/tags")
    @RolesAllowed(Role.MAY_OPERATE)
    public Response tag(
            @PathParam("id") long id,
            @FormParam("tag") String tag,
            @Context UriInfo uri,
            @Context SecurityContext who) {
        String word = tag == null ? "" : tag.strip();
        return Tags.isTag(word)
                ? show(uri, actions.tag(id, word, Caller.of(who).name(), Device::id))
                : Views.goTo(uri, "ui/devices/" + id + "?wrong=tag");
    }

    @POST
    @Path(ID + "/tags/{tag}/drop")
    @RolesAllowed(Role.MAY_OPERATE)
    public Response untag(
            @PathParam("id") long id,
            @PathParam("tag") String tag,
            @Context UriInfo uri,
            @Context SecurityContext who) {
        return show(uri, actions.untag(id, tag, Caller.of(who).name(), Device::id));
    }

    /** What a browser would not send leads back to the page, which says what is wanted. */
    @POST
    @Path(ID + "/place")
    @RolesAllowed(Role.MAY_OPERATE)
    public Response place(
            @PathParam("id") long id,
            @FormParam("group") String group,
            @FormParam("location") String location,
            @FormParam("parent") String parent,
            @Context UriInfo uri,
            @Context SecurityContext who) {
        PlaceForm form = new PlaceForm(group, location, parent);
        return form.isPlace()
                ? show(uri, actions.move(id, form.place(), Caller.of(who).name(), Device::id))
                : Views.goTo(uri, "ui/devices/" + id + "?wrong=place");
    }

    @POST
    @Path(ID + "/remove")
    @RolesAllowed(Role.MAY_OPERATE)
    public Response remove(@PathParam("id") long id, @Context UriInfo uri, @Context SecurityContext who) {
        actions.remove(id, Caller.of(who).name());
        return Views.goTo(uri, "ui/devices");
    }

    private static Response show(UriInfo uri, long id) {
        return Views.goTo(uri, "ui/devices/" + id);
    }
}
