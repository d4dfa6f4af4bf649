package org.openztp.image.upstream;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A profile as lists show it.
 *
 * @param titles as in the target's {@code profiles.json}: objects with {@code title}, or {@code vendor} and {@code model}
 */
public record ProfileTitle(String id, String target, JsonNode titles) {}
