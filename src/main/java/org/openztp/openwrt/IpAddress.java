package org.openztp.openwrt;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An IPv4 or IPv6 address, never a host name: nothing here asks a name server. An IPv4 address in IPv6 clothes
 * ({@code ::ffff:192.0.2.1}) is the IPv4 address. {@code zone} is the interface of a link-local address, else empty;
 * it means something on this host only.
 */
public record IpAddress(InetAddress bytes, String zone) {
    private static final Pattern V4 =
            Pattern.compile("(0|[1-9]\\d{0,2})\\.(0|[1-9]\\d{0,2})\\.(0|[1-9]\\d{0,2})\\.(0|[1-9]\\d{0,2})");
    /** Begins like a number and holds a colon: the JDK reads such a text itself or refuses it, without a look-up. */
    private static final Pattern V6 = Pattern.compile("(?=.*:)[0-9A-Fa-f:][0-9A-Fa-f:.]{1,44}");

    private static final Pattern ZONE = Pattern.compile("[A-Za-z0-9_.-]{1,15}");

    /** @throws InvalidValue when the text is no address */
    public static IpAddress parse(String text) {
        return find(text).orElseThrow(() -> new InvalidValue("address: an IPv4 or IPv6 address is wanted"));
    }

    public static Optional<IpAddress> find(String text) {
        int percent = text.indexOf('%');
        if (percent < 0) {
            return literal(text).map(bytes -> new IpAddress(bytes, ""));
        }
        String zone = text.substring(percent + 1);
        return literal(text.substring(0, percent))
                .filter(bytes ->
                        bytes instanceof Inet6Address && ZONE.matcher(zone).matches())
                .map(bytes -> new IpAddress(bytes, bytes.isLinkLocalAddress() ? zone : ""));
    }

    public IpAddress withoutZone() {
        return new IpAddress(bytes, "");
    }

    public boolean isLoopback() {
        return bytes.isLoopbackAddress();
    }

    /** Loopback, link-local, RFC 1918 and fc00::/7. */
    public boolean isPrivate() {
        return isLoopback()
                || bytes.isLinkLocalAddress()
                || bytes.isSiteLocalAddress()
                || (bytes instanceof Inet6Address && (bytes.getAddress()[0] & 0xfe) == 0xfc);
    }

    private static Optional<InetAddress> literal(String text) {
        try {
            Matcher four = V4.matcher(text);
            if (four.matches()) {
                byte[] octets = new byte[4];
                for (int i = 0; i < 4; i++) {
                    int octet = Integer.parseInt(four.group(i + 1));
                    if (octet > 255) {
                        return Optional.empty();
                    }
                    octets[i] = (byte) octet;
                }
                return Optional.of(InetAddress.getByAddress(octets));
            }
            return V6.matcher(text).matches() ? Optional.of(InetAddress.getByName(text)) : Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** The one spelling of RFC 5952, with the zone where there is one. */
    @Override
    public String toString() {
        String text = bytes instanceof Inet6Address ? shortest(bytes.getAddress()) : bytes.getHostAddress();
        return zone.isEmpty() ? text : text + "%" + zone;
    }

    /** As the host of a URL: IPv6 in brackets. */
    public String inUrl() {
        return bytes instanceof Inet6Address ? "[" + withoutZone() + "]" : toString();
    }

    private static String shortest(byte[] bytes) {
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = (bytes[2 * i] & 0xff) << 8 | (bytes[2 * i + 1] & 0xff);
        }
        int from = 0;
        int length = 1;
        for (int i = 0; i < 8; i++) {
            int run = 0;
            while (i + run < 8 && groups[i + run] == 0) {
                run++;
            }
            if (run > length) {
                from = i;
                length = run;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (length > 1 && i == from) {
                text.append("::");
                i += length - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }
}
