package org.openztp.image.builder;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.openztp.http.Json;
import org.openztp.image.BuildFault;
import org.openztp.image.Builder.Failed;
import org.openztp.image.Builder.Output;
import org.openztp.image.ImageRequest;
import org.openztp.openwrt.Sha256;

/**
 * What a build has made: its {@code profiles.json} as asu's answer, and the files that it names, each by its checksum as it
 * is. Nothing else of the build's folder is kept.
 */
record MadeFiles(Path bin, ImageRequest request, Output output) {
    private static final int LARGEST_JSON = 8 << 20;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,199}");

    /**
     * Moves the files to where they are kept.
     *
     * @return the answer
     * @throws Failed there is no image
     */
    ObjectNode collect(Path into, Map<String, String> manifest) throws Failed, IOException {
        ObjectNode answer = profiles();
        JsonNode profile = answer.path("profiles").path(request.profile());
        answer.remove("profiles");
        if (!profile.isObject()) {
            throw failed("Profile not found in JSON file");
        }
        answer.setAll((ObjectNode) profile);
        answer.put("id", request.profile());
        ObjectNode versions = answer.putObject("manifest");
        manifest.forEach(versions::put);
        Files.createDirectories(into);
        if (!(answer.path("images") instanceof ArrayNode images) || images.isEmpty()) {
            throw failed("Error while building firmware. See stdout/stderr");
        }
        for (JsonNode image : images) {
            move((ObjectNode) image, into);
        }
        return answer;
    }

    private ObjectNode profiles() throws Failed, IOException {
        Path file = bin.resolve("profiles.json");
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw failed("No JSON file found");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] text = in.readNBytes(LARGEST_JSON + 1);
            if (text.length <= LARGEST_JSON && Json.MAPPER.readTree(text) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            throw failed("No JSON file found: " + e.getOriginalMessage());
        }
        throw failed("No JSON file found");
    }

    private void move(ObjectNode image, Path into) throws Failed, IOException {
        String name = image.path("name").asText();
        Path file = NAME.matcher(name).matches() ? bin.resolve(name) : bin;
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw failed("Image not found: " + (file.equals(bin) ? "a name that is none" : name));
        }
        Path kept = into.resolve(name);
        Files.move(file, kept);
        try (InputStream in = Files.newInputStream(kept)) {
            image.put("sha256", Sha256.hex(in));
        }
    }

    private Failed failed(String words) {
        return new Failed(BuildFault.BUILD_ERROR, words, output);
    }
}
