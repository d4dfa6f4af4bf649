package org.openztp.registration;

import org.openztp.openwrt.IpAddress;

/**
 * How a registration came in.
 *
 * @param address where the device is: the connection's other end, or what an announcement named
 * @param serverUrl this server as the device reaches it, without a slash at its end
 * @param token the device's token as it presented it, null without
 * @param secret the enrolment secret as it presented it, null without
 * @param pull what the device says of fetching its work itself
 * @param takesToken whether the answer can carry a token
 * @param announcedBy the API token's name of who announced the device; null when the device came itself
 */
public record Contact(
        IpAddress address,
        String serverUrl,
        String token,
        String secret,
        Pull pull,
        boolean takesToken,
        String announcedBy) {

    /** From a device that says nothing of fetching its work. */
    public Contact(
            IpAddress address, String serverUrl, String token, String secret, boolean takesToken, String announcedBy) {
        this(address, serverUrl, token, secret, Pull.SILENT, takesToken, announcedBy);
    }

    public static Contact announced(IpAddress address, String serverUrl, String by) {
        return new Contact(address, serverUrl, null, null, false, by);
    }

    boolean isAnnounced() {
        return announcedBy != null;
    }

    String actor() {
        return isAnnounced() ? announcedBy : "device";
    }
}
