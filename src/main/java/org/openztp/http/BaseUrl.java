package org.openztp.http;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The address under which the client reached this application, without a trailing slash:
 * {@code https://ztp.example.org/site/a/ztp}. X-Forwarded-Proto, -Host and -Prefix (the path the browser sees in
 * place of the context path) count only when they come from a trusted proxy.
 */
public final class BaseUrl {
    private static final Pattern HOST =
            Pattern.compile("(?:[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,252})|\\[[0-9A-Fa-f:.]{2,45}])(?::([1-9]\\d{0,4}))?");
    private static final Pattern PREFIX = Pattern.compile("(?:/(?!\\.\\.?(?:/|$))[A-Za-z0-9._~-]+)*/?");

    private final ClientAddress clients;

    public BaseUrl(ClientAddress clients) {
        this.clients = clients;
    }

    /** @throws Problem 400 when the request names no sound host */
    public URI of(HttpServletRequest request) {
        return of(Peer.of(request));
    }

    URI of(Peer peer) {
        int hops = clients.walk(peer).hops();
        Peer.Asked asked = peer.asked();
        String scheme = written(peer.forwardedProto(), hops)
                .map(text -> text.toLowerCase(Locale.ROOT))
                .filter(text -> text.equals("http") || text.equals("https"))
                .orElse(asked.scheme());
        String host =
                written(peer.forwardedHost(), hops).filter(BaseUrl::isHost).orElseGet(() -> hostOf(asked));
        if (!isHost(host)) {
            throw Problem.badRequest("Host: a host name or address is wanted, with or without a port");
        }
        String path = written(peer.forwardedPrefix(), hops)
                .filter(text -> PREFIX.matcher(text).matches())
                .map(text -> text.endsWith("/") ? text.substring(0, text.length() - 1) : text)
                .orElse(asked.contextPath());
        return URI.create(scheme + "://" + withoutDefaultPort(scheme, host) + path);
    }

    /** The entry of the outermost trusted proxy: entries further left may be a stranger's. */
    private static Optional<String> written(List<String> entries, int hops) {
        return hops == 0 || entries.isEmpty()
                ? Optional.empty()
                : Optional.of(entries.get(Math.max(0, entries.size() - hops)));
    }

    private static String hostOf(Peer.Asked asked) {
        boolean bareV6 = asked.host().indexOf(':') >= 0 && !asked.host().startsWith("[");
        String host = bareV6 ? "[" + asked.host() + "]" : asked.host();
        return asked.port() == defaultPort(asked.scheme()) ? host : host + ":" + asked.port();
    }

    private static boolean isHost(String text) {
        var matcher = HOST.matcher(text);
        return matcher.matches() && (matcher.group(1) == null || Integer.parseInt(matcher.group(1)) <= 65535);
    }

    private static String withoutDefaultPort(String scheme, String host) {
        String port = ":" + defaultPort(scheme);
        return host.endsWith(port) && host.lastIndexOf(':') > host.lastIndexOf(']')
                ? host.substring(0, host.length() - port.length())
                : host;
    }

    private static int defaultPort(String scheme) {
        return scheme.equals("https") ? 443 : 80;
    }
}
