package org.openztp.observe;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;

/** The API in the words of OpenAPI, kept by hand in {@code openapi.json}; a test holds it to the resources. */
@Path("/api/v1/openapi.json")
public final class OpenApiResource {
    @GET
    @RolesAllowed(StatusResource.MAY_VIEW)
    @Produces(MediaType.APPLICATION_JSON)
    public byte[] document() throws IOException {
        try (InputStream document = OpenApiResource.class.getResourceAsStream("openapi.json")) {
            return document.readAllBytes();
        }
    }
}
