package org.openztp.registration;

import jakarta.annotation.security.PermitAll;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.function.Function;

/** The script to paste on a router, and the files that make a router call by itself. */
@Path("/")
public final class BootstrapResource {
    private static final String SHELL = "text/x-shellscript; charset=utf-8";

    private final DeviceFiles files;
    private final Door door;
    private final Function<HttpServletRequest, Optional<Response>> others;

    /** @param others what clients that are no routers get at {@code /bootstrap}; empty for a router */
    public BootstrapResource(DeviceFiles files, Door door, Function<HttpServletRequest, Optional<Response>> others) {
        this.files = files;
        this.door = door;
        this.others = others;
    }

    @GET
    @Path("bootstrap")
    @PermitAll
    public Response bootstrap(@Context HttpServletRequest http, @Context Request request) {
        return others.apply(http).orElseGet(() -> file("bootstrap.sh", http, request));
    }

    @GET
    @Path("device/{name}")
    @PermitAll
    public Response file(@PathParam("name") String name, @Context HttpServletRequest http, @Context Request request) {
        DeviceFiles.Rendered file = files.get(name, door.serverUrl(http));
        EntityTag tag = new EntityTag(file.tag());
        Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
        Response.ResponseBuilder answer = unchanged == null
                ? Response.ok(file.content(), SHELL).header("Content-Length", file.content().length)
                : unchanged;
        return answer.tag(tag).header("Cache-Control", "no-cache").build();
    }
}
