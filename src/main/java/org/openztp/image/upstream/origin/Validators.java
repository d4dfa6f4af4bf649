package org.openztp.image.upstream.origin;

/**
 * What a server wants to hear when it is asked for a file again (RFC 9110, section 8.8).
 *
 * @param etag null for none
 * @param modified as the server wrote it; null for none
 */
public record Validators(String etag, String modified) {
    /** Of a file that was never fetched. */
    public static final Validators NONE = new Validators(null, null);

    private static final int LONGEST_ETAG = 300;
    private static final int LONGEST_DATE = 100;

    public Validators {
        etag = usable(etag, LONGEST_ETAG);
        modified = usable(modified, LONGEST_DATE);
    }

    private static String usable(String value, int longest) {
        return value == null || value.length() > longest || !value.matches("[ -~]+") ? null : value;
    }
}
