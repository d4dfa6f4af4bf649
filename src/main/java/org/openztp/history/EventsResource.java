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
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import org.openztp.auth.Role;
import org.openztp.db.Page;

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
            @Context HttpServletRequest request,
            @Context SseEventSink sink,
            @Context Sse sse) {
        Long from = lastEventId == null ? after : lastEventId;
        streams.open(
                new EventStreams.Client(request, sse, sink),
                new EventStreams.Wanted(device, run, from),
                EventsResource::written);
    }

    private static OutboundSseEvent written(Sse sse, DeviceEvent event) {
        return sse.newEventBuilder()
                .id(String.valueOf(event.id()))
                .name("event")
                .mediaType(MediaType.APPLICATION_JSON_TYPE)
                .data(EventView.class, EventView.of(event))
                .build();
    }
}
