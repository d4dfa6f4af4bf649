package org.openztp.history;

import jakarta.annotation.security.RolesAllowed;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.openztp.auth.Role;
import org.openztp.db.Page;
import org.openztp.http.Json;

/** The history as JSON, a page at a time or as it comes. */
@Path("/api/v1/events")
@Produces(MediaType.APPLICATION_JSON)
public final class EventsResource {
    private final Journal journal;
    private final EventStreams streams;

    public EventsResource(Journal journal, EventStreams streams) {
        this.journal = journal;
        this.streams = streams;
    }

    @GET
    @RolesAllowed(Role.MAY_VIEW)
    public Page<EventView> after(
            @QueryParam("device") Long device,
            @QueryParam("run") Long run,
            @QueryParam("after") @DefaultValue("0") long after,
            @QueryParam("limit") @DefaultValue("100") int limit) {
        int most = Page.checkedLimit(limit, DeviceEvents.MAX_LIMIT);
        return journal.db()
                .tx(tx -> journal.events().after(tx, device, run, after, most).map(EventView::of));
    }

    /** Each line as an event whose id is the line's; a client that comes back says so by {@code Last-Event-ID}. */
    @GET
    @Path("stream")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RolesAllowed(Role.MAY_VIEW)
    public void stream(
            @QueryParam("device") Long device,
            @QueryParam("run") Long run,
            @QueryParam("after") Long after,
            @HeaderParam(HttpHeaders.LAST_EVENT_ID_HEADER) Long lastEventId,
            @Context HttpServletRequest request) {
        Long from = lastEventId == null ? after : lastEventId;
        streams.open(request, new EventStreams.Wanted(device, run, from), EventsResource::written);
    }

    private static ServerSentEvent written(DeviceEvent event) {
        return new ServerSentEvent(event.id(), "event", Json.text(EventView.of(event)));
    }
}
