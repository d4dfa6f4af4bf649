package org.openztp.proxy;

import java.io.BufferedReader;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** Somebody at a browser: keeps cookies by their paths, follows no redirect by himself. */
interface Visitor {
    record Answer(URI uri, int status, Map<String, List<String>> headers, String body) {
        /** The first of this name; empty without one. */
        String header(String name) {
            return headers.entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .map(header -> header.getValue().get(0))
                    .findFirst()
                    .orElse("");
        }

        /** Where a redirect leads; null when it is none. */
        URI leadsTo() {
            return status >= 300 && status < 400 && !header("Location").isEmpty()
                    ? uri.resolve(header("Location"))
                    : null;
        }
    }

    default Answer get(URI uri) {
        return send(uri, null);
    }

    /** @param form urlencoded, to be posted; null for GET */
    Answer send(URI uri, String form);

    /** The lines of an event stream as they come. */
    BufferedReader listen(URI uri);
}
