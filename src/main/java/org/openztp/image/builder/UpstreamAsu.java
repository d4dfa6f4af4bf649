package org.openztp.image.builder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.openztp.image.BuildFault;
import org.openztp.image.BuildStep;
import org.openztp.image.Builder;
import org.openztp.image.ImageRequest;

/**
 * Has images made by another attended sysupgrade server, by its {@code /api/v1/build}, and fetches them. That server is not
 * believed: what it gives is bounded, and each file has the checksum that was announced.
 */
public final class UpstreamAsu implements Builder {
    private static final Set<Integer> LATER = Set.of(429, 502, 503, 504, 529);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,199}");
    private static final Pattern FOLDER =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*){0,9}");
    /** What is of that server's answer and not of the image. */
    private static final List<String> OF_ANSWER = List.of(
            "detail",
            "imagebuilder_status",
            "request",
            "stdout",
            "stderr",
            "status",
            "enqueued_at",
            "request_hash",
            "bin_dir");

    private final URI server;
    private final Bounds bounds;
    private final Duration pause;

    /** @param pause between two looks how far it is */
    UpstreamAsu(URI server, Bounds bounds, Duration pause) {
        this.server = server;
        this.bounds = bounds;
        this.pause = pause;
    }

    @Override
    public Built build(Order order, Watch watch) throws Failed, Down, InterruptedException {
        long deadline = System.nanoTime() + bounds.time().toNanos();
        try (AsuClient client = new AsuClient(server)) {
            AsuClient.Answer answer = client.post(body(order.request()));
            while (answer.status() == 202 || LATER.contains(answer.status())) {
                step(answer.json()).ifPresent(watch::step);
                if (System.nanoTime() - deadline > 0) {
                    throw new Down("the other server took longer than " + bounds.time(), Output.NONE);
                }
                TimeUnit.MILLISECONDS.sleep(pause.toMillis());
                answer = next(client, answer, order.request());
            }
            if (answer.status() != 200) {
                throw refused(answer);
            }
            return fetch(client, answer.json(), order.folder().resolve("kept"));
        } catch (IOException e) {
            throw new Down("the other server: " + e.getMessage(), e);
        }
    }

    @Override
    public boolean keepsSecrets() {
        return false;
    }

    /** One that has lost the request, or never took it, is asked anew. */
    private static AsuClient.Answer next(AsuClient client, AsuClient.Answer last, ImageRequest request)
            throws IOException, InterruptedException {
        String hash = last.json().path("request_hash").asText();
        if (!NAME.matcher(hash).matches()) {
            return client.post(body(request));
        }
        AsuClient.Answer answer = client.get("/api/v1/build/" + hash);
        return answer.status() == 404 ? client.post(body(request)) : answer;
    }

    private static Optional<BuildStep> step(JsonNode answer) {
        String word = answer.path("imagebuilder_status").asText();
        return Arrays.stream(BuildStep.values())
                .filter(step -> step.word().equals(word))
                .findFirst();
    }

    private static ObjectNode body(ImageRequest request) {
        ObjectNode body = AsuClient.object()
                .put("distro", "openwrt")
                .put("version", request.version())
                .put("version_code", request.versionCode())
                .put("target", request.target())
                .put("profile", request.profile())
                .put("diff_packages", request.packages().all())
                .put("client", "openztp");
        request.packages().names().forEach(body.putArray("packages")::add);
        request.packages().versions().forEach(body.putObject("packages_versions")::put);
        request.firstStart().ifPresent(defaults -> body.put("defaults", defaults));
        if (request.rootfsSizeMb() != null) {
            body.put("rootfs_size_mb", request.rootfsSizeMb());
        }
        if (request.filesystem() != null) {
            body.put("filesystem", request.filesystem());
        }
        if (!request.repositories().none()) {
            request.repositories().urls().forEach(body.putObject("repositories")::put);
            body.put("repositories_mode", request.repositories().append() ? "append" : "replace");
            request.repositories().keys().forEach(body.putArray("repository_keys")::add);
        }
        return body;
    }

    private static Failed refused(AsuClient.Answer answer) throws Down {
        JsonNode detail = answer.json().path("detail");
        String words = detail.isTextual() ? detail.asText().replaceFirst("^Error: ", "") : detail.toString();
        Output output = new Output(
                answer.json().path("stdout").asText(),
                answer.json().path("stderr").asText());
        return switch (answer.status()) {
            case 400, 422 -> new Failed(BuildFault.BUILD_ERROR, words, output);
            case 500 -> new Failed(fault(words), words, output);
            default -> throw new Down("the other server answers " + answer.status(), output);
        };
    }

    private static BuildFault fault(String words) {
        if (words.startsWith("Received incorrect version")) {
            return BuildFault.WRONG_REVISION;
        }
        if (words.startsWith("Impossible package selection")) {
            return words.contains("conflicts (") && !words.contains("missing (")
                    ? BuildFault.CONFLICT
                    : BuildFault.NO_PACKAGE;
        }
        return words.startsWith("Selected packages exceed") ? BuildFault.TOO_BIG : BuildFault.BUILD_ERROR;
    }

    private Built fetch(AsuClient client, JsonNode answer, Path into) throws Down, IOException, InterruptedException {
        Files.createDirectories(into);
        String folder = answer.path("bin_dir").asText();
        JsonNode images = answer.path("images");
        if (!FOLDER.matcher(folder).matches() || !images.isArray() || images.isEmpty()) {
            throw new Down("the other server gives no image", Output.NONE);
        }
        long left = bounds.diskBytes();
        for (JsonNode image : images) {
            String name = image.path("name").asText();
            if (!NAME.matcher(name).matches()) {
                throw new Down("the other server gives an image without a name", Output.NONE);
            }
            left -= client.download("/store/" + folder + "/" + name, into.resolve(name), left, sha256(image));
        }
        ObjectNode kept = answer.deepCopy();
        kept.remove(OF_ANSWER);
        Output output =
                new Output(answer.path("stdout").asText(), answer.path("stderr").asText());
        return new Built(kept.toString(), into, output);
    }

    private static String sha256(JsonNode image) {
        return image.path("sha256").asText();
    }
}
