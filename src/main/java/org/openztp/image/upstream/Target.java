package org.openztp.image.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * One target of one version.
 *
 * @param name for instance {@code ath79/generic}
 * @param architecture of its packages, for instance {@code mips_24kc}
 * @param content the target's {@code profiles.json} without the profiles
 * @param builder null where the upstream has none
 */
public record Target(String version, String name, String architecture, JsonNode content, BuilderArchive builder) {
    /** What a router of this target says as its revision, for instance {@code r24106-10cc5fcd00}. */
    public String revision() {
        return content.path("version_code").asText();
    }

    /** What every image of it holds. */
    public List<String> packages() {
        return words(content.path("default_packages"));
    }

    static List<String> words(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
