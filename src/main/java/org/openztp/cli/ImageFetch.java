package org.openztp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.openztp.openwrt.Sha256;

/** One file of an image that was made, brought here. */
final class ImageFetch {
    /** The kinds that a router running OpenWrt takes come first. */
    private static final List<String> USUAL = List.of("sysupgrade", "combined-efi", "combined", "sdcard");

    private final Api api;

    ImageFetch(Api api) {
        this.api = api;
    }

    /**
     * Writes it into a file that is not there yet and that nobody else may read, and checks what came.
     *
     * @param type null for the usual one
     * @return the size in bytes
     */
    long fetch(JsonNode build, String type, Path into) {
        JsonNode image = chosen(build, type);
        String path = "/image-builds/" + build.path("id").asLong() + "/files/"
                + Api.encoded(image.path("name").asText());
        try {
            OwnerOnly.create(into);
        } catch (FileAlreadyExistsException e) {
            throw ApiError.failed(into + " is there already; name another file with --output");
        } catch (IOException e) {
            throw unwritable(into, e);
        }
        try {
            api.download(path, into);
            check(into, image.path("sha256").asText());
            return Files.size(into);
        } catch (IOException e) {
            remove(into);
            throw unwritable(into, e);
        } catch (ApiError e) {
            remove(into);
            throw e;
        }
    }

    private static ApiError unwritable(Path file, IOException why) {
        return ApiError.failed(file + " cannot be written: " + why.getMessage());
    }

    private static JsonNode chosen(JsonNode build, String type) {
        List<JsonNode> images = StreamSupport.stream(
                        build.path("result").path("images").spliterator(), false)
                .toList();
        List<String> wanted = type == null ? USUAL : List.of(type);
        for (String each : wanted) {
            for (JsonNode image : images) {
                if (image.path("type").asText().equals(each)) {
                    return image;
                }
            }
        }
        if (type == null && images.size() == 1) {
            return images.get(0);
        }
        List<String> types =
                images.stream().map(image -> image.path("type").asText()).toList();
        throw ApiError.failed(ImageWatch.label(build)
                + (types.isEmpty()
                        ? " has no files"
                        : " has these; name one with --type: " + String.join(", ", types)));
    }

    private static void check(Path file, String sha256) throws IOException {
        try (var in = Files.newInputStream(file)) {
            if (!Sha256.hex(in).equals(sha256)) {
                throw ApiError.failed("the file did not arrive as it was made; fetch it again");
            }
        }
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw ApiError.failed(file + " cannot be removed; it is not whole");
        }
    }
}
