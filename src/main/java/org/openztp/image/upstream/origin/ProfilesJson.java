package org.openztp.image.upstream.origin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.openztp.http.Json;

/**
 * A target's {@code profiles.json}: its profiles one by one, and what it says of the target.
 *
 * @param content all but the profiles, JSON
 */
public record ProfilesJson(String content) {
    private static final int MOST_PROFILES = 5000;
    private static final int LONGEST_PROFILE = 200_000;
    private static final int LONGEST_REST = 400_000;

    /** @param name what the file is called where it is from */
    public static ProfilesJson read(Path file, String name, Sink sink) throws Unfit {
        try {
            UpstreamJson.Copy rest = new UpstreamJson.Copy(LONGEST_REST);
            rest.begin();
            UpstreamJson.read(file, name, (json, key) -> {
                if (key.equals("profiles")) {
                    profiles(json, name, sink);
                } else {
                    rest.field(key);
                    json.copy(rest);
                }
            });
            return new ProfilesJson(rest.text()).checked(name);
        } catch (IOException e) {
            throw new IllegalStateException("written to memory", e);
        }
    }

    private static void profiles(UpstreamJson all, String name, Sink sink) throws IOException, Unfit {
        int[] count = {0};
        all.object((json, id) -> {
            if (++count[0] > MOST_PROFILES) {
                throw json.unfit("more than " + MOST_PROFILES + " profiles");
            }
            sink.take(profile(Words.PROFILE.checked(id, name), json.copied(LONGEST_PROFILE), name));
        });
        if (count[0] == 0) {
            throw all.unfit("no profiles");
        }
    }

    private static Sink.Profile profile(String id, String content, String file) throws Unfit {
        JsonNode profile = tree(content);
        JsonNode titles = profile.path("titles");
        JsonNode images = profile.path("images");
        if (!profile.isObject() || !titles.isArray() || !images.isArray()) {
            throw new Unfit(file + ": the profile " + id + " has no titles or no images");
        }
        return new Sink.Profile(id, titles.toString(), content, words(profile.path("supported_devices")));
    }

    private ProfilesJson checked(String file) throws Unfit {
        Words.TARGET.checked(target(), file);
        Words.ARCHITECTURE.checked(architecture(), file);
        Words.REVISION.checked(revision(), file);
        return this;
    }

    /** The target that it says it is of. */
    public String target() {
        return text("target");
    }

    public String architecture() {
        return text("arch_packages");
    }

    public String revision() {
        return text("version_code");
    }

    /** The folder below {@code kmods} with the modules for its kernel; empty where it does not say, or says it oddly. */
    public String kernelFolder() {
        JsonNode kernel = tree(content).path("linux_kernel");
        String folder =
                kernel.path("version").asText() + "-" + kernel.path("release").asText() + "-"
                        + kernel.path("vermagic").asText();
        return kernel.isObject() && Words.KERNEL.fits(folder) ? folder : "";
    }

    private String text(String field) {
        return tree(content).path(field).asText();
    }

    private static List<String> words(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .filter(word -> Words.PROFILE.fits(word.replace(',', '_')))
                .distinct()
                .limit(100)
                .toList();
    }

    private static JsonNode tree(String json) {
        try {
            return Json.MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("written by ourselves", e);
        }
    }

    /** Takes the profiles of a target as they are read. */
    public interface Sink {
        /**
         * @param titles JSON, an array
         * @param content all of it, JSON
         */
        record Profile(String id, String titles, String content, List<String> supportedDevices) {}

        void take(Profile profile) throws Unfit;
    }
}
