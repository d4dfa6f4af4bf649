package org.openztp.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One request as far as addresses go: who holds the connection, what it asked for, and what the proxies before us wrote.
 * {@code forwarded…} are the entries of the X-Forwarded- headers, nearest proxy last; nothing here is trusted yet.
 */
record Peer(
        String address,
        Asked asked,
        List<String> forwardedFor,
        List<String> forwardedProto,
        List<String> forwardedHost,
        List<String> forwardedPrefix) {

    record Asked(String scheme, String host, int port, String contextPath) {}

    static Peer of(HttpServletRequest request) {
        return new Peer(
                request.getRemoteAddr(),
                new Asked(
                        request.getScheme(),
                        request.getServerName(),
                        request.getServerPort(),
                        request.getContextPath()),
                entries(request, "X-Forwarded-For"),
                entries(request, "X-Forwarded-Proto"),
                entries(request, "X-Forwarded-Host"),
                entries(request, "X-Forwarded-Prefix"));
    }

    private static List<String> entries(HttpServletRequest request, String header) {
        List<String> entries = new ArrayList<>();
        for (String line : Collections.list(request.getHeaders(header))) {
            for (String entry : line.split(",", -1)) {
                entries.add(entry.strip());
            }
        }
        return entries;
    }
}
