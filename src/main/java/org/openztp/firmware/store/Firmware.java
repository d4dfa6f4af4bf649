package org.openztp.firmware.store;

import java.util.List;

/**
 * An image of the store as others need it.
 *
 * @param build as CATEGORY/VERSION
 * @param boards whose board_name may be flashed with it
 * @param release what a router says it runs when it runs the image, {@code revision} likewise; null where it does not say
 * @param fault what is wrong with its file; null while nothing is known to be
 */
public record Firmware(
        long id,
        String build,
        String file,
        String sha256,
        long bytes,
        List<String> boards,
        String release,
        String revision,
        String fault) {

    Firmware(long id, String category, String version, StoredImage image, Blob blob) {
        this(
                id,
                category + "/" + version,
                image.file(),
                image.sha256(),
                blob.bytes(),
                List.of(),
                image.release(),
                image.revision(),
                blob.fault());
    }

    Firmware of(List<String> names) {
        return new Firmware(id, build, file, sha256, bytes, names, release, revision, fault);
    }
}
