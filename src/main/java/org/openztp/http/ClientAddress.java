package org.openztp.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openztp.openwrt.Cidr;
import org.openztp.openwrt.IpAddress;

/**
 * Whose request this is. It is the address of the connection; only when that is a trusted proxy's is X-Forwarded-For
 * believed, from the right, for as long as the entries are trusted proxies themselves: what a stranger wrote further left
 * changes nothing.
 */
public final class ClientAddress {
    private static final Pattern BRACKETS = Pattern.compile("\\[([^\\]]*)](?::\\d{1,5})?");
    private static final Pattern V4_AND_PORT = Pattern.compile("([0-9.]+):\\d{1,5}");

    private final List<Cidr> trusted;

    public ClientAddress(List<Cidr> trustedProxies) {
        this.trusted = List.copyOf(trustedProxies);
    }

    /** A link-local address keeps its zone only when it is the connection's own; elsewhere it means another host's. */
    public IpAddress of(HttpServletRequest request) {
        return walk(Peer.of(request)).client();
    }

    /** What one stranger holds: an IPv4 address, an IPv6 /64. */
    public String place(HttpServletRequest request) {
        return placeOf(of(request));
    }

    static String placeOf(IpAddress client) {
        int bits = client.bytes().getAddress().length * 8;
        return bits > 64 ? new Cidr(client, 64).toString() : client.toString();
    }

    /** @param hops how many trusted proxies the request came through */
    record Way(IpAddress client, int hops) {}

    Way walk(Peer peer) {
        IpAddress client = IpAddress.parse(peer.address());
        int hops = 0;
        List<String> entries = peer.forwardedFor();
        while (isTrusted(client)) {
            hops++;
            if (hops > entries.size()) {
                break;
            }
            Optional<IpAddress> before = entry(entries.get(entries.size() - hops));
            if (before.isEmpty()) {
                break;
            }
            client = before.get();
        }
        return new Way(client, hops);
    }

    private boolean isTrusted(IpAddress address) {
        return trusted.stream().anyMatch(network -> network.contains(address));
    }

    private static Optional<IpAddress> entry(String text) {
        Matcher brackets = BRACKETS.matcher(text);
        if (brackets.matches()) {
            return IpAddress.find(brackets.group(1)).map(IpAddress::withoutZone);
        }
        Matcher withPort = V4_AND_PORT.matcher(text);
        String bare = withPort.matches() ? withPort.group(1) : text;
        return IpAddress.find(bare).map(IpAddress::withoutZone);
    }
}
