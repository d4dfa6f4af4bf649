package org.openztp.http;

import java.util.List;

/**
 * What surrounds every page: the way to the application's root, the section it belongs to, who is signed in, whether they
 * may change things, and the token its forms carry.
 *
 * @param section the entry of the navigation that is marked; empty for none
 * @param user null on pages for everybody
 * @param faults what is wrong in the files of conf
 */
public record Frame(String root, String section, String user, boolean operator, String csrf, List<String> faults) {
    /** For pages that need nobody to be signed in. */
    public static Frame outside(String root) {
        return new Frame(root, "", null, false, null, List.of());
    }

    Frame with(List<String> wrong) {
        return new Frame(root, section, user, operator, csrf, wrong);
    }
}
