package org.openztp.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.annotation.security.PermitAll;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URLEncoder;
import java.util.Map;
import java.util.regex.Pattern;
import org.openztp.http.Problem;
import org.openztp.http.Views;

/** The door to the pages: a token in, a session out, and back again. */
@Path("/ui")
public final class SignInPages {
    /** Pages of this application only: a stranger's link must not lead on to a stranger's page. */
    private static final Pattern OWN_PAGE =
            Pattern.compile("ui/[A-Za-z0-9_-]+(?:/[A-Za-z0-9_-]+)*(?:\\?[^#\\\\\\s]*)?");

    private static final String HOME = "ui/devices";

    private final Views views;
    private final SignIn signIn;

    public SignInPages(Views views, SignIn signIn) {
        this.views = views;
        this.signIn = signIn;
    }

    @GET
    @PermitAll
    public Response home(@Context UriInfo uri) {
        return Views.goTo(uri, HOME);
    }

    @GET
    @Path("sign-in")
    @PermitAll
    public Response ask(@Context UriInfo uri, @QueryParam("next") @DefaultValue(HOME) String next) {
        return views.page("auth/sign-in", Map.of("root", Views.root(uri), "next", own(next)));
    }

    @POST
    @Path("sign-in")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @PermitAll
    public Response open(
            @Context UriInfo uri,
            @Context HttpServletRequest request,
            @FormParam("token") @DefaultValue("") String token,
            @FormParam("next") @DefaultValue(HOME) String next) {
        SignIn.Attempt attempt = signIn.attempt(request, token);
        return attempt.cookie() == null
                ? refused(uri, attempt.refusal(), own(next))
                : Response.fromResponse(Views.goTo(uri, own(next)))
                        .cookie(attempt.cookie())
                        .build();
    }

    @POST
    @Path("sign-out")
    @PermitAll
    public Response close(@Context UriInfo uri, @Context HttpServletRequest request) {
        return Response.fromResponse(Views.goTo(uri, "ui/sign-in"))
                .cookie(signIn.close(request))
                .build();
    }

    private Response refused(UriInfo uri, Problem refusal, String next) {
        String words = Character.toUpperCase(refusal.detail().charAt(0))
                + refusal.detail().substring(1) + ".";
        return views.page(
                refusal.status(), "auth/sign-in", Map.of("root", Views.root(uri), "next", next, "error", words));
    }

    private static String own(String next) {
        return OWN_PAGE.matcher(next).matches() ? next : HOME;
    }

    /** The sign-in page that leads back to the page asked for. */
    static String addressFor(ContainerRequestContext request) {
        UriInfo uri = request.getUriInfo();
        String query = uri.getRequestUri().getRawQuery();
        String page = uri.getPath(false).replaceFirst("^/", "") + (query == null ? "" : "?" + query);
        boolean back = request.getMethod().equals(HttpMethod.GET)
                && OWN_PAGE.matcher(page).matches();
        return back && !page.equals(HOME) ? "ui/sign-in?next=" + URLEncoder.encode(page, UTF_8) : "ui/sign-in";
    }
}
