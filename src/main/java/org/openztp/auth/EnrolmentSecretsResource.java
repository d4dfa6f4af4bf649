package org.openztp.auth;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

@Path("/api/v1/enrolment-secrets")
@Produces(MediaType.APPLICATION_JSON)
public final class EnrolmentSecretsResource {
    private final EnrolmentSecrets secrets;

    public EnrolmentSecretsResource(EnrolmentSecrets secrets) {
        this.secrets = secrets;
    }

    record NewSecretView(String secret) {}

    @POST
    @RolesAllowed(Role.MAY_ADMINISTER)
    public Response create() {
        return Response.status(201).entity(new NewSecretView(secrets.create())).build();
    }

    @DELETE
    @RolesAllowed(Role.MAY_ADMINISTER)
    public void deleteAll() {
        secrets.deleteAll();
    }
}
