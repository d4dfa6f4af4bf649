package org.openztp.image.asu;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;
import org.openztp.http.Json;
import org.openztp.image.BuildState;
import org.openztp.image.ImageBuild;
import org.openztp.image.ImageRequest;
import org.openztp.image.asu.wire.Reply;

/** What clients of every generation are told of an image. */
final class ImageJson {
    private ImageJson() {}

    /** What was asked for, in asu's names; never what is to run at the first start, which may hold passwords. */
    static ObjectNode request(ImageBuild build) {
        ImageRequest asked = build.request();
        ObjectNode json = Reply.object()
                .put("distro", "openwrt")
                .put("version", asked.version())
                .put("version_code", asked.versionCode())
                .put("target", asked.target())
                .put("profile", asked.profile());
        asked.packages().names().forEach(json.putArray("packages")::add);
        asked.packages().versions().forEach(json.putObject("packages_versions")::put);
        json.put("diff_packages", asked.packages().all())
                .putNull("defaults")
                .put("rootfs_size_mb", asked.rootfsSizeMb())
                .put("filesystem", asked.filesystem());
        asked.repositories().urls().forEach(json.putObject("repositories")::put);
        json.put("repositories_mode", asked.repositories().append() ? "append" : "replace");
        asked.repositories().keys().forEach(json.putArray("repository_keys")::add);
        return json.put("client", asked.client());
    }

    /** The ImageBuilder's words on what was made. */
    static ObjectNode made(Look look) {
        try {
            return (ObjectNode) Json.MAPPER.readTree(look.result().answer());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("image " + look.hash() + ": its result", e);
        }
    }

    /** When the sources were that it is made of: the same for the same image, whenever it was made. */
    static Optional<Instant> builtAt(ObjectNode made) {
        return made.path("source_date_epoch").canConvertToLong()
                ? Optional.of(
                        Instant.ofEpochSecond(made.path("source_date_epoch").asLong()))
                : Optional.empty();
    }

    /** Why there is no image. Who took it back is nobody's business. */
    static String trouble(ImageBuild build) {
        return build.state() == BuildState.CANCELLED ? "The build was taken back on this server" : build.words();
    }

    static String stdout(Look look) {
        return look.result() == null ? "" : look.result().stdout();
    }

    static String stderr(Look look) {
        return look.result() == null ? "" : look.result().stderr();
    }
}
