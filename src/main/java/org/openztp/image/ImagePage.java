package org.openztp.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.openztp.http.Ago;
import org.openztp.http.Json;

/** One image on demand as its page shows it. */
public record ImagePage(ImageBuildView build, List<File> files, Instant now) {
    private static final double ALL = 100;

    /** One of the files that were made. */
    public record File(String name, String type, String sha256) {}

    static ImagePage of(ImageBuildView build, Instant now) {
        return new ImagePage(build, build.result() == null ? List.of() : files(build.result()), now);
    }

    private static List<File> files(String result) {
        List<File> files = new ArrayList<>();
        try {
            for (JsonNode image : Json.MAPPER.readTree(result).path("images")) {
                files.add(new File(
                        image.path("name").asText(),
                        image.path("type").asText(),
                        image.path("sha256").asText()));
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the result of an image is no JSON", e);
        }
        return files;
    }

    public static String label(BuildState state) {
        return switch (state) {
            case QUEUED -> "Waits";
            case STARTED -> "Being made";
            case DONE -> "Done";
            case FAILED -> "Failed";
            case CANCELLED -> "Cancelled";
        };
    }

    /** The style sheet's class of a state: that of the device's state which is most like it. */
    public static String css(BuildState state) {
        return switch (state) {
            case QUEUED -> "s-registered";
            case STARTED -> "s-upgrading";
            case DONE -> "s-provisioned";
            case FAILED -> "s-failed";
            case CANCELLED -> "s-retired";
        };
    }

    /** How much of its bar has the state's colour, in percent. */
    public static double share(ImageBuildView build) {
        return build.state() == BuildState.FAILED ? ALL : build.progress();
    }

    /** What is done at the moment, or what became of it; empty for nothing to say. */
    public static String words(ImageBuildView build) {
        if (build.state() == BuildState.STARTED) {
            return BuildStep.of(build.step()).label();
        }
        String words = build.words() == null ? "" : build.words();
        if (build.ahead() == null) {
            return words;
        }
        String place = build.ahead() == 0 ? "the next one" : build.ahead() + " before it";
        String left = Ago.length(Duration.ofSeconds(build.waitSeconds()));
        return (words.isEmpty() ? "" : words + "; ") + place + ", made in about " + left;
    }

    /** Whether anything of it changes without an operator. */
    public boolean isLive() {
        return !build.state().isEnd();
    }

    /** Whether to keep it beyond its time means anything. */
    public boolean mayBeKept() {
        return build.state() == BuildState.DONE;
    }
}
