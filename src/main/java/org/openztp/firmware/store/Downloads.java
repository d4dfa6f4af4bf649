package org.openztp.firmware.store;

import java.util.Optional;

/** Which routers may fetch a file of the store at the moment. */
public interface Downloads {
    /**
     * Where the router stands that the token was given to for this file, and may still fetch it; empty when nobody may. What
     * is compared is the token's SHA-256.
     *
     * @param sha256 of the file that is asked for, 64 hexadecimal digits
     * @param token as the router presents it, hostile perhaps
     * @return its location, "" for a router that has none
     */
    Optional<String> siteOf(String sha256, String token);
}
