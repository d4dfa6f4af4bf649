package org.openztp.image.asu.wire;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Lets the pages of others ask: LuCI on a router, the firmware selector, chef. They are told no more than anybody, and no
 * cookie or token counts here.
 */
final class Cors {
    /** What scripts read of an answer besides its body. */
    private static final String EXPOSED = "X-Imagebuilder-Status, X-Queue-Position, X-Build-Queue-Position,"
            + " X-Unknown-Package, X-Missing-Param, X-Request-Hash, Retry-After, ETag, Last-Modified,"
            + " Content-Disposition, Content-Range, Accept-Ranges";

    private static final String SECONDS = "86400";

    private Cors() {}

    static void allow(HttpServletResponse response) {
        response.setHeader("Access-Control-Allow-Origin", "*");
        response.setHeader("Access-Control-Expose-Headers", EXPOSED);
    }

    /** @param verbs what the path answers */
    static void preflight(HttpServletRequest request, HttpServletResponse response, String verbs) {
        response.setHeader("Allow", verbs);
        response.setHeader("Access-Control-Allow-Methods", verbs);
        response.setHeader(
                "Access-Control-Allow-Headers", "Content-Type, Cache-Control, Range, If-None-Match, If-Modified-Since");
        response.setHeader("Access-Control-Max-Age", SECONDS);
        if ("true".equals(request.getHeader("Access-Control-Request-Private-Network"))) {
            response.setHeader("Access-Control-Allow-Private-Network", "true");
        }
        response.setStatus(204);
    }
}
