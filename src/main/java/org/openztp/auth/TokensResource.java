package org.openztp.auth;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;

@Path("/api/v1/tokens")
@Produces(MediaType.APPLICATION_JSON)
public final class TokensResource {
    private final ApiTokens tokens;

    public TokensResource(ApiTokens tokens) {
        this.tokens = tokens;
    }

    record NewToken(String name, String role) {}

    record TokenView(long id, String name, String role, Instant createdAt, Instant lastUsed) {
        static TokenView of(ApiToken token) {
            String role = token.role().toString();
            return new TokenView(token.id(), token.name(), role, token.createdAt(), token.lastUsed());
        }
    }

    record TokenList(List<TokenView> items) {}

    /** The only answer that ever holds the token itself. */
    record CreatedView(long id, String name, String role, String token) {}

    @GET
    @RolesAllowed(Role.MAY_ADMINISTER)
    public TokenList list() {
        return new TokenList(tokens.list().stream().map(TokenView::of).toList());
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Role.MAY_ADMINISTER)
    public Response create(NewToken wanted) {
        ApiTokens.Created made = tokens.create(wanted.name(), Role.parse(wanted.role()));
        ApiToken token = made.token();
        CreatedView view =
                new CreatedView(token.id(), token.name(), token.role().toString(), made.secret());
        return Response.status(201).entity(view).build();
    }

    @DELETE
    @Path("{id}")
    @RolesAllowed(Role.MAY_ADMINISTER)
    public void delete(@PathParam("id") long id) {
        tokens.delete(id);
    }
}
