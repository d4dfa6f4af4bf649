package org.openztp.auth;

/** What a token may do; each role may do all that the ones before it may, except ANNOUNCER, which may only announce leases. */
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
}
