package org.openztp.plan;

import java.util.Map;

/**
 * The device that is planned for, after it was matched.
 *
 * @param node its own folder, which may decide by itself
 * @param definition of that name; where the node decides, the node's goes before it
 * @param facts all that may be referred to and stands in no file: what the device says of itself, {@code id},
 *     {@code address}, {@code server_url}, and the pattern's variables
 * @param environment what scripts find in theirs: {@code ZTP_SERVER} and the like
 */
public record Target(
        Node node, String pattern, String definition, Map<String, Object> facts, Map<String, String> environment) {}
