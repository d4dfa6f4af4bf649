package org.openztp.registration.ztps;

import jakarta.annotation.security.PermitAll;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.file.Files;
import org.openztp.http.Json;
import org.openztp.openwrt.InvalidValue;
import org.openztp.registration.Door;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Nodes: they name themselves, ask what they are to do, fetch their configuration, and hand in the one they saved. */
@Path("/nodes")
public final class NodesResource {
    private static final Logger LOG = LoggerFactory.getLogger(NodesResource.class);

    private final Nodes nodes;
    private final Definer definer;
    private final ConfigHandlers handlers;
    private final Door door;

    public NodesResource(Nodes nodes, Definer definer, ConfigHandlers handlers, Door door) {
        this.nodes = nodes;
        this.definer = definer;
        this.handlers = handlers;
        this.door = door;
    }

    /** Work for a request, which may find that there is nothing for its client. */
    private interface Work {
        Response answer() throws IOException;
    }

    @POST
    @PermitAll
    public Response report(@Context HttpServletRequest request, byte[] body) {
        NodeReport report;
        try {
            report = NodeReport.of(body);
        } catch (InvalidValue | IOException e) {
            String words = e instanceof IOException ? "malformed JSON" : e.getMessage();
            return refused(request, "a report", words);
        }
        return logged(request, nodes.idOf(report), () -> {
            Nodes.Admission admission = nodes.report(report, door.client(request));
            int status = admission.isNew() ? 201 : 409;
            LOG.info("{}: named itself: {}", admission.id(), status);
            return Shape.empty(status, "Location", door.serverUrl(request) + "/nodes/" + admission.id());
        });
    }

    @GET
    @Path("{id}")
    @PermitAll
    public Response definition(@Context HttpServletRequest request, @PathParam("id") String id) {
        return logged(request, id, () -> {
            java.nio.file.Path folder = nodes.find(id);
            byte[] definition = Json.MAPPER.writeValueAsBytes(definer.define(folder, door.serverUrl(request)));
            LOG.info("{}: got its definition", id);
            return Shape.content("application/json", definition);
        });
    }

    @GET
    @Path("{id}/startup-config")
    @PermitAll
    public Response startupConfig(@Context HttpServletRequest request, @PathParam("id") String id) {
        return logged(request, id, () -> {
            java.nio.file.Path config = nodes.file(nodes.find(id), Nodes.STARTUP_CONFIG)
                    .orElseThrow(() -> new Nodes.Refused("it has no startup-config"));
            LOG.info("{}: got its startup-config", id);
            return Shape.content("text/plain; charset=UTF-8", Files.readAllBytes(config));
        });
    }

    @PUT
    @Path("{id}/startup-config")
    @PermitAll
    public Response keep(@Context HttpServletRequest request, @PathParam("id") String id, byte[] config) {
        return logged(request, id, () -> {
            if (config.length == 0) {
                throw new Nodes.Refused("an empty startup-config is none");
            }
            java.nio.file.Path folder = nodes.find(id);
            nodes.write(folder, Nodes.STARTUP_CONFIG, config);
            LOG.info("{}: handed in its startup-config, {} bytes", id, config.length);
            handlers.configCame(folder);
            return Shape.empty(200);
        });
    }

    /** All failures are an empty 400 here; the log says why. */
    private Response logged(HttpServletRequest request, String id, Work work) {
        try {
            return work.answer();
        } catch (Nodes.Refused | InvalidValue | IOException e) {
            return refused(request, id, e instanceof IOException ? e.toString() : e.getMessage());
        }
    }

    private Response refused(HttpServletRequest request, String id, String words) {
        String shown = id.replaceAll("[^A-Za-z0-9 ._:-]", "?");
        LOG.warn(
                "{}: {} from {} refused: {}",
                shown.substring(0, Math.min(100, shown.length())),
                request.getMethod(),
                door.client(request),
                words);
        return Shape.empty(400);
    }
}
