package org.openztp.upgrade;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.time.Instant;
import org.openztp.auth.Secrets;
import org.openztp.auth.Vault;

/**
 * By what a router may fetch the image of its upgrade, and until when. The token is kept sealed, so that a server started
 * anew can give the same program to the router again.
 */
@Embeddable
class UpgradeDownload {
    @Column(name = "download_hash")
    private String hash;

    @Column(name = "download_sealed")
    private byte[] sealed;

    @Column(name = "download_until")
    private Instant until;

    protected UpgradeDownload() {}

    /** A new token; one that was issued before is worth nothing any more. */
    static UpgradeDownload issue(Vault vault, String key, Instant until) {
        String token = Secrets.token();
        UpgradeDownload download = new UpgradeDownload();
        download.hash = Secrets.hash(token);
        download.sealed = vault.seal(token.getBytes(UTF_8), context(key));
        download.until = until;
        return download;
    }

    /** @throws Vault.Unreadable the vault has another key since */
    String token(Vault vault, String key) {
        return new String(vault.open(sealed, context(key)), UTF_8);
    }

    boolean isOpen(Instant now) {
        return until != null && now.isBefore(until);
    }

    private static String context(String key) {
        return "download of upgrade " + key;
    }
}
