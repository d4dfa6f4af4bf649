package org.openztp.image.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What an image is built for: one device, or several that take the same image.
 *
 * @param id for instance {@code 8dev_carambola2}
 * @param content as in the target's {@code profiles.json}
 */
public record Profile(String id, JsonNode content) {
    /** What its images hold besides the packages of the target; one with {@code -} before it is left out. */
    public List<String> packages() {
        return Target.words(content.path("device_packages"));
    }

    /** The boards that may be flashed with its images, as routers call themselves. */
    public List<String> supportedDevices() {
        return Target.words(content.path("supported_devices"));
    }
}
