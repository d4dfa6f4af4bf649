package org.openztp.replacement;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import org.openztp.auth.Caller;
import org.openztp.auth.Role;
import org.openztp.http.Views;

/** The form of the device's page by which another box gets its place. */
@Path("/ui/devices/{id: \\d{1,18}}/replace")
public final class ReplacementPages {
    private final Replacement replacement;

    public ReplacementPages(Replacement replacement) {
        this.replacement = replacement;
    }

    @POST
    @RolesAllowed(Role.MAY_OPERATE)
    public Response replace(
            @PathParam("id") long id,
            @FormParam("by") String by,
            @FormParam("force") String force,
            @Context UriInfo uri,
            @Context SecurityContext who) {
        String box = by == null ? "" : by.strip();
        Replacement.Outcome outcome =
                replacement.replace(id, box, "yes".equals(force), Caller.of(who).name());
        return Views.goTo(uri, "ui/devices/" + (outcome.by() == null ? outcome.old() : outcome.by()));
    }
}
