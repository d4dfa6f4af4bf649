package org.openztp.image.asu;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openztp.firmware.FileAnswer;
import org.openztp.firmware.StoredFile;
import org.openztp.image.Imaging;

/**
 * The files of images, each below the hash of its request, and by its name: who has not been told both finds nothing, and
 * nothing else can be read here.
 */
final class ImageStore implements Dialect {
    private static final Pattern FILE = Pattern.compile("([0-9a-f]{64})/+([^/]+)");
    private static final String TYPE = "application/octet-stream";

    private final Looks looks;
    private final Imaging imaging;

    ImageStore(Looks looks, Imaging imaging) {
        this.looks = looks;
        this.imaging = imaging;
    }

    @Override
    public void addTo(Routes routes) {
        routes.add(this, "GET", "/store/{path...}", asked -> answer(asked.variable("path")));
    }

    Answer answer(String path) {
        Matcher name = FILE.matcher(path);
        return name.matches() ? answer(name.group(1), name.group(2)) : failure(404, "Not found");
    }

    private Answer answer(String hash, String name) {
        Optional<Path> file = imaging.results().find(hash, name);
        if (file.isPresent()) {
            return new Download(name, file.get());
        }
        Optional<Look> look =
                name.equals("buildlog.txt") || name.equals("sha256sums") ? looks.find(hash) : Optional.empty();
        return look.filter(found -> found.result() != null)
                .<Answer>map(found -> Reply.text(200, name.equals("sha256sums") ? sums(found) : log(found)))
                .orElseGet(() -> failure(404, "Not found"));
    }

    private static String log(Look look) {
        return ImageJson.stdout(look) + ImageJson.stderr(look);
    }

    /** As sha256sum prints them. */
    private static String sums(Look look) {
        StringBuilder sums = new StringBuilder();
        for (JsonNode image : ImageJson.made(look).path("images")) {
            sums.append(image.path("sha256").asText())
                    .append(" *")
                    .append(image.path("name").asText())
                    .append('\n');
        }
        return sums.toString();
    }

    private record Download(String name, Path file) implements Answer {
        @Override
        public void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setHeader("Content-Disposition", "attachment; filename=\"" + name + "\"");
            FileAnswer.send(request, response, StoredFile.read(name, file), TYPE);
        }
    }

    @Override
    public Reply failure(int status, String words) {
        return Today.error(status, words);
    }
}
