package org.openztp.app;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.openztp.observe.Check;
import org.openztp.observe.Finding;

/**
 * Whether clients of OpenWrt's image server can reach files here: auc keeps URLs in 256 bytes, of which the longest name of a
 * file, the hash before it, and {@code /download/} leave so much to the address of the server.
 *
 * @param inUse whether there is anything to be had
 */
record ImageUrlCheck(Optional<URI> serverUrl, BooleanSupplier inUse) implements Check {
    static final int LONGEST = 74;

    @Override
    public List<Finding> findings() {
        String url = serverUrl.map(Object::toString).orElse("").replaceAll("/+$", "");
        if (url.length() <= LONGEST || !inUse.getAsBoolean()) {
            return List.of();
        }
        return List.of(Finding.warning(
                "images",
                "server_url has " + url.length() + " characters, which is too long for auc",
                "routers that ask for images with auc (OpenWrt 18.06 to 23.05) cannot fetch those with long names",
                "give the server a name and a prefix with " + LONGEST + " characters at most"));
    }
}
