package org.openztp.image.upstream.sync;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import org.openztp.http.Json;

/**
 * What one file of an upstream says, as it was read.
 *
 * @param sha256 of the file
 * @param content what is neither a profile nor a package of it, JSON
 */
record Document(long id, String sha256, String content) {
    /** Its content as it was when it was read. */
    <T> T as(TypeReference<T> type) {
        try {
            return Json.MAPPER.readValue(content, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("document " + id + " is not as a sync writes it", e);
        }
    }
}
