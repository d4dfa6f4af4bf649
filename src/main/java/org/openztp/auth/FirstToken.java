package org.openztp.auth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.openztp.http.Problem;

/** The way in on an empty database: an admin token in a file that only the server's user can read. */
public final class FirstToken {
    private static final String NAME = "admin";

    private FirstToken() {}

    /**
     * Makes the token when there is none at all. The file comes first and is reused, so that an interrupted start leaves
     * no token that nobody knows.
     */
    public static void ensure(ApiTokens tokens, Path file) {
        if (!tokens.isEmpty()) {
            return;
        }
        byte[] fresh = (Secrets.token() + "\n").getBytes(StandardCharsets.US_ASCII);
        String secret = new String(KeyFile.readOrCreate(file, fresh), StandardCharsets.US_ASCII).strip();
        try {
            tokens.add(NAME, Role.ADMIN, secret);
        } catch (Problem otherNodeWasFaster) {
            delete(file);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
