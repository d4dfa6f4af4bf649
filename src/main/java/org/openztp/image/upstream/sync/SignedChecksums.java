package org.openztp.image.upstream.sync;

import java.util.Map;
import java.util.Optional;
import org.openztp.image.upstream.origin.Checksums;

/**
 * A target's checksums as they are kept.
 *
 * @param signedBy the id of the key that signed them; null where nothing must be signed
 */
record SignedChecksums(Map<String, String> byFile, String signedBy) {
    static final SignedChecksums NONE = new SignedChecksums(Map.of(), null);

    boolean agrees(String file, String sha256) {
        return new Checksums(byFile).agrees(file, sha256);
    }

    Optional<String> builder() {
        return new Checksums(byFile).builder();
    }
}
