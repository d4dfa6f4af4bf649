package org.openztp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;

/** Shows one image on demand, or follows it to its end: a line whenever there are news, and on a terminal a bar. */
final class ImageWatch {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int MOST_FAILED_LOOKS = 60;
    private static final int ALL = 100;
    private static final int LINES = 20;
    private static final Set<String> ENDS = Set.of("DONE", "FAILED", "CANCELLED");

    private final Api api;
    private final Out out;
    private final Consumer<Duration> pause;

    ImageWatch(Api api, Out out, Consumer<Duration> pause) {
        this.api = api;
        this.out = out;
        this.pause = pause;
    }

    /** Returns when it has ended, as it is then. */
    JsonNode ended(JsonNode build) {
        JsonNode now = build;
        String told = "";
        int failedLooks = 0;
        while (!ENDS.contains(now.path("state").asText())) {
            out.progress(now.path("progress").asInt());
            String news = words(now);
            if (!news.equals(told) && !out.isJson()) {
                out.line(label(now) + " " + news);
            }
            told = news;
            pause.accept(PAUSE);
            try {
                now = api.get("/image-builds/" + now.path("id").asLong());
                failedLooks = 0;
            } catch (ApiError e) {
                if (!e.mayPass() || ++failedLooks > MOST_FAILED_LOOKS) {
                    throw e;
                }
            }
        }
        out.progress(ALL);
        show(now);
        return now;
    }

    static boolean isMade(JsonNode build) {
        return build.path("state").asText().equals("DONE");
    }

    void show(JsonNode build) {
        if (out.isJson()) {
            out.json(build);
            return;
        }
        out.line(label(build) + " " + words(build));
        if (build.path("state").asText().equals("FAILED")) {
            end(build.path("output").path("stderr").asText());
        }
        JsonNode images = build.path("result").path("images");
        if (!images.isEmpty()) {
            Table table = out.table("FILE", "TYPE", "SHA256");
            images.forEach(image -> table.row(image.get("name"), image.get("type"), image.get("sha256")));
            table.print();
        }
    }

    /** The last lines of what was printed. */
    private void end(String text) {
        var lines = text.lines().toList();
        lines.subList(Math.max(0, lines.size() - LINES), lines.size()).forEach(line -> out.line("  " + line));
    }

    /** For instance {@code image 7 of acme_one 24.10.2}. */
    static String label(JsonNode build) {
        JsonNode wanted = build.path("wanted");
        return "image " + build.path("id").asText() + " of "
                + wanted.path("profile").asText() + " "
                + wanted.path("version").asText();
    }

    private static String words(JsonNode build) {
        String words = build.path("words").asText("");
        String state = build.path("state").asText() + (words.isEmpty() ? "" : ": " + words);
        if (build.path("ahead").isNumber()) {
            return state + " (" + build.path("ahead").asText() + " ahead of it, about "
                    + build.path("waitSeconds").asText() + " s)";
        }
        String step = build.path("step").asText("");
        return state + (step.isEmpty() ? "" : " (" + step + ")");
    }
}
