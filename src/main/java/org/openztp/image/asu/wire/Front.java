package org.openztp.image.asu.wire;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Optional;
import org.openztp.http.BaseUrl;
import org.openztp.http.ClientAddress;

/**
 * Under which URL clients reach this server, and who they are.
 *
 * @param serverUrl as the operator has set it
 * @param version of this server
 */
public record Front(ClientAddress clients, BaseUrl base, Optional<URI> serverUrl, String version) {
    /** Without a slash at its end. */
    public String url(Asked asked) {
        return serverUrl.orElseGet(() -> base.of(asked.http())).toString().replaceAll("/+$", "");
    }

    /** Who shares the builders with others. */
    public String asker(HttpServletRequest request) {
        return clients.place(request);
    }
}
