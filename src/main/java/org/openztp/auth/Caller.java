package org.openztp.auth;

import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;

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

    public boolean may(String permission) {
        return role.may(permission);
    }
}
