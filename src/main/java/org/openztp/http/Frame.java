package org.openztp.http;

/**
 * What surrounds every page: the way to the application's root, the section it belongs to, who is signed in, whether they
 * may change things, and the token its forms carry.
 *
 * @param section the entry of the navigation that is marked; empty for none
 * @param user null on pages for everybody
 * @param banner what every page says to who is signed in
 */
public record Frame(String root, String section, String user, boolean operator, String csrf, Banner banner) {
    /** For pages that need nobody to be signed in. */
    public static Frame outside(String root) {
        return new Frame(root, "", null, false, null, Banner.NONE);
    }

    Frame with(Banner says) {
        return new Frame(root, section, user, operator, csrf, says);
    }
}
