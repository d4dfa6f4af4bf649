package org.openztp.image.upstream.sync;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.openztp.image.upstream.origin.Unfit;
import org.openztp.signature.Signers;
import org.openztp.signature.TrustedKeys;
import org.openztp.signature.Verifier;

/** Whether what an upstream says was signed by one of the keys that are trusted for it. */
record Signatures(TrustedKeys keys, InstantSource clock) {
    static final int LARGEST = 64 * 1024;

    /** @throws Unfit the folder cannot be read, or holds no key */
    static Signatures by(Path folder, InstantSource clock) throws Unfit {
        try {
            TrustedKeys keys = TrustedKeys.read(folder);
            if (keys.size() == 0) {
                throw new Unfit(folder + ": there is no public key of usign in it");
            }
            return new Signatures(keys, clock);
        } catch (IOException e) {
            throw new Unfit(folder + ": cannot be read: " + e.getMessage());
        }
    }

    /**
     * The id of a key that has signed the file.
     *
     * @param name what the file is called where it is from
     * @throws Unfit none has
     */
    String signer(Path file, Path signature, String name) throws Unfit {
        try {
            byte[] message = Files.readAllBytes(file);
            Signers signers = new Verifier(keys, clock).verify(Files.readAllBytes(signature), message, message.length);
            return signers.keys().stream()
                    .sorted()
                    .findFirst()
                    .orElseThrow(
                            () -> new Unfit(name + ": " + signers.missing(1).orElseThrow()));
        } catch (IOException e) {
            throw new Unfit(name + ": cannot be read: " + e.getMessage());
        }
    }
}
