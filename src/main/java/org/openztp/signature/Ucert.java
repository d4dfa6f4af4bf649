package org.openztp.signature;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A link of what ucert appends to an image: certificates, each signed, and signatures of the image itself.
 *
 * @param payload what is signed; empty when it is the image
 */
record Ucert(Usign signature, Optional<byte[]> payload) {
    private static final int SIGNATURE = 0;
    private static final int PAYLOAD = 1;
    private static final int MOST = 32;

    /** Reads a chain; a file of usign as it is passes for a chain of one signature. */
    static List<Ucert> chain(byte[] bytes) throws BadSignature {
        if (new String(bytes, StandardCharsets.ISO_8859_1).startsWith("untrusted comment:")) {
            return List.of(new Ucert(UsignKey.signature(bytes), Optional.empty()));
        }
        List<Ucert> chain = new ArrayList<>();
        for (Blob link : Blob.parse(bytes)) {
            List<Blob> parts = Blob.parse(link.content());
            byte[] signature = Blob.only(parts, SIGNATURE);
            if (signature == null || chain.size() == MOST) {
                throw new BadSignature("it is no chain of certificates of ucert");
            }
            chain.add(new Ucert(UsignKey.signature(signature), Optional.ofNullable(Blob.only(parts, PAYLOAD))));
        }
        if (chain.isEmpty()) {
            throw new BadSignature("it is no chain of certificates of ucert");
        }
        return chain;
    }
}
