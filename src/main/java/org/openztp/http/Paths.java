package org.openztp.http;

import jakarta.ws.rs.core.UriInfo;

/** Paths below the application's root, without a leading slash, and which part of the product they belong to. */
public final class Paths {
    private Paths() {}

    public static String of(UriInfo uri) {
        return relative(uri.getPath());
    }

    static String encoded(UriInfo uri) {
        return relative(uri.getPath(false));
    }

    /** True for what a person reads in a browser. */
    public static boolean isPage(UriInfo uri) {
        String path = of(uri);
        return path.isEmpty() || path.equals("ui") || path.startsWith("ui/");
    }

    private static String relative(String path) {
        return path.startsWith("/") ? path.substring(1) : path;
    }
}
