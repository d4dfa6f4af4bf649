package org.openztp.device;

import jakarta.annotation.security.RolesAllowed;
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
    private final Inventory inventory;
    private final EventStreams streams;

    public EventsResource(Inventory inventory, EventStreams streams) {
        this.inventory = inventory;
        this.streams = streams;
    }

    @GET
    @RolesAllowed(Role.MAY_VIEW)
    public Page<EventView> after(
            @QueryParam("device") Long device,
            @QueryParam("run") Long run,
            @QueryParam("after") @DefaultValue("0") long after,
            @QueryParam("limit") @DefaultValue("100") int limit) {
        int most = DeviceQuery.checkedLimit(limit, DeviceEvents.MAX_LIMIT);
        return inventory
                .db()
                .tx(tx -> DevicesResource.view(inventory.events().after(tx, device, run, after, most), EventView::of));
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
            @Context SseEventSink sink,
            @Context Sse sse) {
        Long from = lastEventId == null ? after : lastEventId;
        streams.open(sse, sink, new EventStreams.Wanted(device, run, from), EventsResource::written);
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
