package org.openztp.image.upstream.sync;

import java.util.Map;
import org.openztp.image.upstream.Version;

/**
 * One version of a generation that is not written yet.
 *
 * @param targets in the order of the upstream
 * @param feeds by architecture: the documents of the feeds' indexes, by name
 */
record Draft(Version version, Map<String, Target> targets, Map<String, Map<String, Long>> feeds) {

    /**
     * One target of a version, as it will be written.
     *
     * @param profiles the number of its document
     * @param builder null where there is none
     * @param indexes the documents of its own packages, by name
     */
    record Target(String architecture, long profiles, Builder builder, Map<String, Long> indexes) {
        /** @param signedBy null where nothing must be signed */
        record Builder(String file, String sha256, String signedBy) {
            static Builder of(UpstreamFiles.SignedChecksums checksums) {
                return checksums
                        .builder()
                        .map(file -> new Builder(file, checksums.byFile().get(file), checksums.signedBy()))
                        .orElse(null);
            }
        }
    }
}
