package org.openztp.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.security.SecureRandom;
import org.openztp.auth.KeyFile;
import org.openztp.signature.SigningKey;

/**
 * The key that this server signs lists of files with, for clients of 2018. It is made when it is wanted first, which most
 * servers never see; servers that share a database share its file.
 */
public final class ImageKey {
    private final Path file;

    private volatile SigningKey known;

    /** @param file of {@code ZTP_HOME/keys} */
    public ImageKey(Path file) {
        this.file = file;
    }

    /**
     * The public one as operators see it.
     *
     * @param fingerprint what routers call its file in {@code /etc/opkg/keys}
     * @param key the lines of that file
     */
    public record View(String fingerprint, String key) {}

    View view() {
        return new View(key().id(), key().publicKey());
    }

    /** The file of the public key. */
    public String publicKey() {
        return key().publicKey();
    }

    /** The file of a signature, as usign writes it. */
    public String sign(String text) {
        return key().sign(text.getBytes(UTF_8));
    }

    /** Two that make one at once agree on one. */
    private SigningKey key() {
        SigningKey now = known;
        if (now == null) {
            try {
                now = SigningKey.parse(KeyFile.readOrCreate(file, SigningKey.fresh(new SecureRandom())));
            } catch (IllegalArgumentException e) {
                throw new IllegalStateException("key file " + file + ": " + e.getMessage(), e);
            }
            known = now;
        }
        return now;
    }
}
