package org.openztp.device;

import jakarta.annotation.security.RolesAllowed;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.openztp.auth.Role;
import org.openztp.history.DeviceEvent;
import org.openztp.history.EventKind;
import org.openztp.history.EventStreams;
import org.openztp.history.ServerSentEvent;
import org.openztp.http.Json;
import org.openztp.http.Views;

/**
 * What open pages hear: {@code changed} when they should ask for themselves anew, and {@code output} with each piece a
 * script wrote, ready to be shown.
 */
@Path("/ui/devices")
@Produces(MediaType.SERVER_SENT_EVENTS)
public final class DeviceLive {
    private final EventStreams streams;

    public DeviceLive(EventStreams streams) {
        this.streams = streams;
    }

    /** A piece of a run's output; {@code id} is its event's. */
    public record Piece(long id, Long run, String text) {}

    @GET
    @Path("live")
    @RolesAllowed(Role.MAY_VIEW)
    public void all(
            @QueryParam("after") Long after,
            @HeaderParam(HttpHeaders.LAST_EVENT_ID_HEADER) Long lastEventId,
            @Context HttpServletRequest request) {
        streams.open(
                request,
                new EventStreams.Wanted(null, null, lastEventId == null ? after : lastEventId),
                DeviceLive::row);
    }

    @GET
    @Path(DevicePages.ID + "/live")
    @RolesAllowed(Role.MAY_VIEW)
    public void one(
            @PathParam("id") long id,
            @QueryParam("after") Long after,
            @HeaderParam(HttpHeaders.LAST_EVENT_ID_HEADER) Long lastEventId,
            @Context HttpServletRequest request) {
        streams.open(
                request,
                new EventStreams.Wanted(id, null, lastEventId == null ? after : lastEventId),
                DeviceLive::line);
    }

    /** Nothing in a list of devices depends on what a script writes. */
    private static ServerSentEvent row(DeviceEvent event) {
        return switch (event.kind()) {
            case OUTPUT, STEP -> null;
            default -> changed(event);
        };
    }

    private static ServerSentEvent line(DeviceEvent event) {
        if (event.kind() != EventKind.OUTPUT || event.runId() == null) {
            return changed(event);
        }
        Piece piece = new Piece(event.id(), event.runId(), Views.visible(Timeline.printed(event)));
        return new ServerSentEvent(event.id(), "output", Json.text(piece));
    }

    private static ServerSentEvent changed(DeviceEvent event) {
        return new ServerSentEvent(event.id(), "changed", String.valueOf(event.deviceId()));
    }
}
