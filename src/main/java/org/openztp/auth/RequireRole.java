package org.openztp.auth;

import jakarta.annotation.Priority;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.lang.reflect.Method;
import org.openztp.http.Paths;
import org.openztp.http.Problem;
import org.openztp.http.Views;

/**
 * Holds every resource method to its {@code @RolesAllowed}; one that says neither that nor {@code @PermitAll} stops the
 * start. Who is not signed in is sent to the sign-in page, or gets 401 from the API.
 */
public final class RequireRole implements DynamicFeature {

    @Override
    public void configure(ResourceInfo resource, FeatureContext context) {
        Method method = resource.getResourceMethod();
        RolesAllowed roles = method.getAnnotation(RolesAllowed.class);
        if (roles != null) {
            context.register(new Gate(roles.value()));
        } else if (!method.isAnnotationPresent(PermitAll.class) && isOurs(method)) {
            throw new IllegalStateException(method + " says neither @RolesAllowed nor @PermitAll");
        }
    }

    /** Jersey answers OPTIONS by methods of its own. */
    private static boolean isOurs(Method method) {
        return method.getDeclaringClass().getName().startsWith("org.openztp.");
    }

    @Priority(Priorities.AUTHORIZATION)
    private record Gate(String[] permissions) implements ContainerRequestFilter {
        @Override
        public void filter(ContainerRequestContext request) {
            if (request.getSecurityContext().getUserPrincipal() == null) {
                turnAway(request);
                return;
            }
            for (String permission : permissions) {
                if (request.getSecurityContext().isUserInRole(permission)) {
                    return;
                }
            }
            throw Problem.forbidden("this needs a token that may do what a " + permissions[0] + " may");
        }

        private static void turnAway(ContainerRequestContext request) {
            UriInfo uri = request.getUriInfo();
            if (request.getProperty(AuthFilter.FOREIGN_FORM) != null) {
                throw Problem.forbidden("the form is not of this session; load the page again");
            }
            if (!Paths.isPage(uri)) {
                throw Problem.unauthorized("send Authorization: Bearer and a token of this server");
            }
            String signIn = SignInPages.addressFor(request);
            if (request.getHeaderString("HX-Request") != null) {
                request.abortWith(Response.noContent()
                        .header("HX-Redirect", Views.root(uri) + signIn)
                        .build());
            } else {
                request.abortWith(Views.goTo(uri, signIn));
            }
        }
    }
}
