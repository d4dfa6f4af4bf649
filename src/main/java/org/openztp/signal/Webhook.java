package org.openztp.signal;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.URI;
import java.net.URISyntaxException;

/** @param keyFile with the key that each message is signed by */
record Webhook(String url, @JsonProperty("key-file") String keyFile) {
    Webhook {
        Target.check(
                url != null && isAddress(url), "url: an address with http or https is wanted, without a user in it");
        Target.check(Secret.isName(keyFile), "key-file: " + Secret.WANTED);
    }

    private static boolean isAddress(String text) {
        try {
            URI uri = new URI(text);
            boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
            return web && uri.getHost() != null && uri.getRawUserInfo() == null && uri.getRawFragment() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    URI uri() {
        return URI.create(url);
    }
}
