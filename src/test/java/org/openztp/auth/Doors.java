package org.openztp.auth;

import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;

/** One door of each kind, to be tried with every key. */
@Path("/")
public final class Doors {
    private final SignIn signIn;

    Doors(SignIn signIn) {
        this.signIn = signIn;
    }

    @GET
    @Path("ui/devices")
    @RolesAllowed(Role.MAY_VIEW)
    public String page(@Context SecurityContext who) {
        return Caller.of(who).csrf();
    }

    @POST
    @Path("ui/devices")
    @RolesAllowed(Role.MAY_OPERATE)
    public String change(@FormParam("name") String name, @Context SecurityContext who) {
        return Caller.of(who).getName() + " " + name;
    }

    @GET
    @Path("api/v1/announce")
    @RolesAllowed(Role.MAY_ANNOUNCE)
    public String announce() {
        return "OK";
    }

    @POST
    @Path("ui/sign-in")
    @PermitAll
    public Response in(@FormParam("token") String token, @Context HttpServletRequest request) {
        return Response.noContent().cookie(signIn.open(request, token)).build();
    }

    @POST
    @Path("ui/sign-out")
    @PermitAll
    public Response out(@Context HttpServletRequest request) {
        return Response.noContent().cookie(signIn.close(request)).build();
    }
}
