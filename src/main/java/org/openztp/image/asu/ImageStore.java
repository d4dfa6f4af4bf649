package org.openztp.image.asu;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openztp.firmware.FileAnswer;
import org.openztp.firmware.StoredFile;
import org.openztp.image.BuildState;
import org.openztp.image.Imaging;
import org.openztp.image.asu.wire.Answer;
import org.openztp.image.asu.wire.Asked;
import org.openztp.image.asu.wire.Dialect;
import org.openztp.image.asu.wire.Reply;
import org.openztp.image.asu.wire.Routes;
import org.openztp.image.asu.wire.Times;

/**
 * The files of images, each below the hash of its request, and by its name: who has not been told both finds nothing, and
 * nothing else can be read here.
 */
final class ImageStore implements Dialect {
    private static final Pattern IMAGE = Pattern.compile("([0-9a-f]{64})(?:/.*)?");
    private static final Pattern FAIL_LOG = Pattern.compile("faillogs/faillog-([0-9a-f]{64})\\.txt");
    private static final Pattern FILE = Pattern.compile("([0-9a-f]{64})/+([^/]+)");
    private static final int HASH_LENGTH = 64;
    private static final String TYPE = "application/octet-stream";

    private final Looks looks;
    private final Imaging imaging;
    private final Routes.Handler others;

    /** @param others what answers below {@code /json} where no image does */
    ImageStore(Looks looks, Imaging imaging, Routes.Handler others) {
        this.looks = looks;
        this.imaging = imaging;
        this.others = others;
    }

    @Override
    public void addTo(Routes routes) {
        routes.add(this, "GET", "/store/{path...}", asked -> answer(asked.variable("path")));
        routes.add(this, "GET", "/json/{path...}", this::json);
        routes.add(
                this,
                "GET",
                "/download/image-key.pub",
                asked -> Reply.text(200, imaging.key().publicKey()));
        routes.add(this, "GET", "/download/{path...}", asked -> answer(asked.variable("path")));
        // clients of 2020 look for it beside the folder of files
        routes.add(this, "GET", "/{hash}/buildlog.txt", asked -> log(asked.variable("hash")));
    }

    private Answer json(Asked asked) {
        String path = asked.variable("path");
        if (!IMAGE.matcher(path).matches()) {
            return others.answer(asked);
        }
        return path.length() == HASH_LENGTH
                ? looks.find(path)
                        .filter(look -> look.build().state() == BuildState.DONE)
                        .<Answer>map(this::listing)
                        .orElseGet(() -> failure(404, "Not found"))
                : answer(path);
    }

    /** As nginx lists a folder. */
    private Reply listing(Look look) {
        ArrayNode all = Reply.object().putArray("files");
        for (JsonNode image : ImageJson.made(look).path("images")) {
            String name = image.path("name").asText();
            imaging.results()
                    .find(look.hash(), name)
                    .map(ImageStore::stored)
                    .ifPresent(file -> all.addObject()
                            .put("name", name)
                            .put("type", "file")
                            .put("mtime", Times.http(file.modified()))
                            .put("size", file.sizeBytes()));
        }
        return Reply.json(200, all);
    }

    private static StoredFile stored(Path file) {
        try {
            return StoredFile.read(file.getFileName().toString(), file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Answer answer(String path) {
        Matcher failed = FAIL_LOG.matcher(path);
        if (failed.matches()) {
            return log(failed.group(1));
        }
        Matcher name = FILE.matcher(path);
        return name.matches() ? answer(name.group(1), name.group(2)) : failure(404, "Not found");
    }

    private Answer answer(String hash, String name) {
        Optional<Path> file = imaging.results().find(hash, name);
        if (file.isPresent()) {
            return new Download(name, file.get());
        }
        return switch (name) {
            case "sha256sums" -> ended(hash, BuildState.DONE, ImageStore::sums);
            case "sha256sums.sig" ->
                ended(hash, BuildState.DONE, look -> imaging.key().sign(sums(look)));
            case "buildlog.txt" -> log(hash);
            default -> name.equals("buildlog-" + hash + ".txt") ? log(hash) : failure(404, "Not found");
        };
    }

    private Answer log(String hash) {
        return ended(hash, null, look -> ImageJson.stdout(look) + ImageJson.stderr(look));
    }

    /** @param state null for any that is an end */
    private Answer ended(String hash, BuildState state, Function<Look, String> text) {
        return looks.find(hash)
                .filter(look -> look.result() != null)
                .filter(look -> state == null || look.build().state() == state)
                .<Answer>map(look -> Reply.text(200, text.apply(look)))
                .orElseGet(() -> failure(404, "Not found"));
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
            FileAnswer.send(request, response, stored(file), TYPE);
        }
    }

    @Override
    public Reply failure(int status, String words) {
        return Reply.detail(status, words);
    }
}
