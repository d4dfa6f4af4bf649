package org.openztp.image.upstream.sync;

import java.util.Map;

/**
 * One target of a version, as it will be written.
 *
 * @param profiles the number of its document
 * @param builder null where there is none
 * @param indexes the documents of its own packages, by name
 */
record TargetRows(String architecture, long profiles, Builder builder, Map<String, Long> indexes) {
    /** @param signedBy null where nothing must be signed */
    record Builder(String file, String sha256, String signedBy) {
        static Builder of(SignedChecksums checksums) {
            return checksums
                    .builder()
                    .map(file -> new Builder(file, checksums.byFile().get(file), checksums.signedBy()))
                    .orElse(null);
        }
    }
}
