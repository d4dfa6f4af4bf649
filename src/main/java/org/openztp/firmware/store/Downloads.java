package org.openztp.firmware.store;

/** Which routers may fetch a file of the store at the moment. */
public interface Downloads {
    /**
     * Whether the token was given out for this file and still holds. What is compared is its SHA-256.
     *
     * @param sha256 of the file that is asked for, 64 hexadecimal digits
     * @param token as the router presents it, hostile perhaps
     */
    boolean allowed(String sha256, String token);
}
