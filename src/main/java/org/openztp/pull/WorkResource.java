package org.openztp.pull;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Where devices fetch their work and post what came of it. Each request proves itself by the device's work key. */
@Path("/nodes/{id: \\d{1,18}}/work")
@Produces(MediaType.TEXT_PLAIN)
public final class WorkResource {
    private final Claims claims;
    private final Results results;

    public WorkResource(Claims claims, Results results) {
        this.claims = claims;
        this.results = results;
    }

    /** To look is not to ask. */
    @HEAD
    @PermitAll
    public void look() {}

    @GET
    @PermitAll
    public Response claim(
            @PathParam("id") long id,
            @QueryParam("nonce") String nonce,
            @QueryParam("boot") String boot,
            @QueryParam("flashing") String flashing,
            @QueryParam("proof") String proof) {
        return claims.claim(id, new Ask(nonce, boot, flashing, proof))
                .map(Response::ok)
                .orElseGet(Response::noContent)
                .header("Cache-Control", "no-store")
                .build();
    }

    @POST
    @Path("{run: \\d{1,18}}")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @PermitAll
    public Response results(@PathParam("id") long id, @PathParam("run") long run, byte[] form) {
        Results.Answer answer = results.take(id, run, Posted.of(form));
        return Response.status(answer.isGap() ? 409 : 200).entity(answer.text()).build();
    }
}
