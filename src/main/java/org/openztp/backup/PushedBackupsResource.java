package org.openztp.backup;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Where devices bring their configuration. Each request proves itself by the device's work key. */
@Path("/nodes/{id: \\d{1,18}}/backup")
public final class PushedBackupsResource {
    private final PushedBackups pushed;

    public PushedBackupsResource(PushedBackups pushed) {
        this.pushed = pushed;
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Produces(MediaType.TEXT_PLAIN)
    @PermitAll
    public String take(
            @PathParam("id") long id,
            @FormParam("nonce") String nonce,
            @FormParam("proof") String proof,
            @FormParam("content") String content) {
        pushed.take(id, PushedBackup.of(nonce, proof, content));
        return "OK\n";
    }
}
