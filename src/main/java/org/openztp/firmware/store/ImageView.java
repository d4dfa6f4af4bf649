package org.openztp.firmware.store;

import java.time.Instant;
import java.util.List;

/**
 * An image as the API shows it.
 *
 * @param boards whose board_name may be flashed with it
 * @param hasMetadata whether it says so itself; else an operator did
 * @param release what it calls its version; null where it does not say
 * @param signedBy the ids of trusted keys that signed it, or vouch for the key that did, as it was found last
 * @param fault what is wrong with its file; null while that is what it was
 */
public record ImageView(
        long id,
        long buildId,
        String file,
        String sha256,
        long sizeBytes,
        List<String> boards,
        boolean hasMetadata,
        String target,
        String release,
        String revision,
        String compatVersion,
        Instant storedAt,
        String storedBy,
        List<String> signedBy,
        String fault) {

    /** As it is read, without its boards. */
    ImageView(StoredImage image, Blob blob) {
        this(
                image.id(),
                image.buildId(),
                image.file(),
                image.sha256(),
                blob.bytes(),
                List.of(),
                image.hasMetadata(),
                image.target(),
                image.release(),
                image.revision(),
                image.compatVersion(),
                image.storedAt(),
                image.storedBy(),
                blob.signedBy(),
                blob.fault());
    }

    ImageView of(List<String> names) {
        return new ImageView(
                id,
                buildId,
                file,
                sha256,
                sizeBytes,
                names,
                hasMetadata,
                target,
                release,
                revision,
                compatVersion,
                storedAt,
                storedBy,
                signedBy,
                fault);
    }
}
