package org.openztp.auth;

import java.util.Locale;
import org.openztp.http.Problem;

/** What a token may do; each role may do all that the ones before it may, except that a viewer may not announce. */
public enum Role {
    ANNOUNCER,
    VIEWER,
    OPERATOR,
    ADMIN;

    /** The names for {@code @RolesAllowed}. */
    public static final String MAY_ANNOUNCE = "announcer";

    public static final String MAY_VIEW = "viewer";
    public static final String MAY_OPERATE = "operator";
    public static final String MAY_ADMINISTER = "admin";

    /** @throws Problem 422 when there is no such role */
    public static Role parse(String name) {
        for (Role role : values()) {
            if (role.toString().equalsIgnoreCase(name)) {
                return role;
            }
        }
        throw Problem.unprocessable("role: one of announcer, viewer, operator, admin is wanted");
    }

    /** @param permission one of the {@code MAY_} names */
    public boolean may(String permission) {
        return switch (this) {
            case ANNOUNCER -> permission.equals(MAY_ANNOUNCE);
            case VIEWER -> permission.equals(MAY_VIEW);
            case OPERATOR -> !permission.equals(MAY_ADMINISTER);
            case ADMIN -> true;
        };
    }

    /** As the API writes it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
