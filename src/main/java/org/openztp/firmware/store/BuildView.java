package org.openztp.firmware.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;

/**
 * A build as the API shows it; {@code changelog} and {@code items} only where one build is asked for.
 *
 * @param images how many it has
 */
public record BuildView(
        long id,
        String category,
        String version,
        String os,
        @JsonInclude(JsonInclude.Include.NON_NULL) String changelog,
        Instant createdAt,
        String createdBy,
        long images,
        @JsonInclude(JsonInclude.Include.NON_NULL) List<ImageView> items) {

    BuildView(long id, String category, String version, String os, Instant createdAt, String createdBy, long images) {
        this(id, category, version, os, null, createdAt, createdBy, images, null);
    }

    BuildView with(String text, List<ImageView> all) {
        return new BuildView(id, category, version, os, text, createdAt, createdBy, images, all);
    }
}
