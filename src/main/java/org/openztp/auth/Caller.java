package org.openztp.auth;

import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.security.Principal;
import org.openztp.http.Banner;
import org.openztp.http.Frame;
import org.openztp.http.Views;

/**
 * Who is asking: the holder of a token.
 *
 * @param csrf what this caller's forms must carry; empty for callers without a session
 */
public record Caller(long tokenId, String name, Role role, String csrf) implements Principal {

    /** Only for resources that are not open to everybody: null there means nobody signed in. */
    public static Caller of(SecurityContext security) {
        return (Caller) security.getUserPrincipal();
    }

    @Override
    public String getName() {
        return name;
    }

    /** What surrounds a page of this caller. */
    public Frame frame(UriInfo page, String section) {
        return new Frame(Views.root(page), section, name, may(Role.MAY_OPERATE), csrf, Banner.NONE);
    }

    public boolean may(String permission) {
        return role.may(permission);
    }
}
