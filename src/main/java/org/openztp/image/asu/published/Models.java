package org.openztp.image.asu.published;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;

/** The devices that an image is for, by name. */
public final class Models {
    private Models() {}

    /** What devices of a profile are called, by its titles. */
    public static List<String> of(JsonNode titles) {
        return Stream.iterate(0, i -> i < titles.size(), i -> i + 1)
                .map(titles::get)
                .map(title -> title.hasNonNull("title")
                        ? title.path("title").asText()
                        : String.join(
                                        " ",
                                        title.path("vendor").asText(),
                                        title.path("model").asText(),
                                        title.path("variant").asText())
                                .strip())
                .toList();
    }
}
