package org.openztp.http;

/**
 * What surrounds every page: the way to the application's root, the section it belongs to, who is signed in, whether they
 * may change things, and the token its forms carry.
 *
 * @param section the entry of the navigation that is marked; empty for none
 * @param user null on pages for everybody
 */
public record Frame(String root, String section, String user, boolean operator, String csrf) {
    /** For pages that need nobody to be signed in. */
    public static Frame outside(String root) {
        return new Frame(root, "", null, false, null);
    }
}
