package org.openztp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Follows the runs of one batch to their ends: asks which of them moved, and only of those what they said since. A
 * server that restarts meanwhile is waited for.
 */
final class RunWatch {
    private static final Duration SHORTEST = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofSeconds(2);
    private static final int MOST_FAILED_LOOKS = 60;

    private final Api api;
    private final Out out;
    private final Consumer<Duration> pause;
    private final Map<Long, Seen> runs = new LinkedHashMap<>();

    /** What this watch knows of one run. */
    private static final class Seen {
        private JsonNode run;
        private String label;
        private long lastEvent;
        private String unfinishedLine = "";
        private boolean saidToWait;
        private boolean ended;

        boolean failed() {
            return !run.path("state").asText().equals("SUCCEEDED");
        }
    }

    RunWatch(Api api, Out out, Consumer<Duration> pause) {
        this.api = api;
        this.out = out;
        this.pause = pause;
    }

    /** Returns when every run has ended; says how many did not succeed. */
    int follow(JsonNode batch) {
        for (JsonNode run : batch.path("runs")) {
            Seen seen = new Seen();
            seen.run = run;
            runs.put(run.path("id").asLong(), seen);
        }
        Map<String, ?> query = Map.of("batch", batch.path("batch").asText(), "limit", 500);
        Duration wait = SHORTEST;
        int failedLooks = 0;
        while (ended() < runs.size()) {
            boolean news = false;
            try {
                news = look(query);
                failedLooks = 0;
            } catch (ApiError e) {
                if (!e.mayPass() || ++failedLooks > MOST_FAILED_LOOKS) {
                    throw e;
                }
            }
            out.progress(ended(), runs.size(), failed());
            if (ended() < runs.size()) {
                wait = news || wait.compareTo(LONGEST) >= 0 ? (news ? SHORTEST : LONGEST) : wait.multipliedBy(2);
                pause.accept(wait);
            }
        }
        summary();
        return failed();
    }

    private boolean look(Map<String, ?> query) {
        boolean news = false;
        Map<Long, Seen> missing = new LinkedHashMap<>(runs);
        for (JsonNode run : api.items("/script-runs", query)) {
            Seen seen = missing.remove(run.path("id").asLong());
            if (seen != null && !seen.ended) {
                news |= look(seen, run);
            }
        }
        for (Seen gone : missing.values()) {
            news |= !gone.ended;
            gone.ended = true;
        }
        return news;
    }

    private boolean look(Seen seen, JsonNode run) {
        seen.run = run;
        String state = run.path("state").asText();
        if (state.equals("QUEUED")) {
            sayWhatItWaitsFor(seen);
            return false;
        }
        boolean news = false;
        Map<String, ?> query = Map.of("run", run.path("id").asLong(), "after", seen.lastEvent, "limit", 500);
        for (JsonNode event : api.events(query)) {
            seen.lastEvent = event.path("id").asLong();
            news = true;
            if (out.isJson()) {
                out.json(event);
            } else if (event.path("kind").asText().equals("OUTPUT")) {
                print(seen, event.path("detail").asText(""));
            }
        }
        if (state.equals("SUCCEEDED") || state.equals("FAILED")) {
            end(seen);
            return true;
        }
        return news;
    }

    private void sayWhatItWaitsFor(Seen seen) {
        if (!seen.saidToWait && !out.isJson() && seen.run.path("waitsForDevice").asBoolean()) {
            seen.saidToWait = true;
            JsonNode asked = seen.run.path("deviceAskedAt");
            say(
                    seen,
                    "waits for the device to ask for its work ("
                            + (asked.isTextual() ? "last asked " + Out.time(asked) : "it never asked") + ")");
        }
    }

    /** A piece may end inside a line: its rest is kept until the next piece. */
    private void print(Seen seen, String piece) {
        String text = seen.unfinishedLine + piece;
        int end = text.lastIndexOf('\n') + 1;
        seen.unfinishedLine = text.substring(end);
        if (end > 0) {
            EventLines.lines(text.substring(0, end)).forEach(line -> say(seen, line));
        }
    }

    private void end(Seen seen) {
        seen.ended = true;
        if (out.isJson()) {
            out.json(seen.run);
            return;
        }
        if (!seen.unfinishedLine.isEmpty()) {
            say(seen, seen.unfinishedLine);
        }
        if (seen.failed()) {
            say(seen, why(seen.run));
        }
    }

    private void say(Seen seen, String line) {
        out.line(label(seen) + " | " + line);
    }

    private String label(Seen seen) {
        if (seen.label == null) {
            long id = seen.run.path("deviceId").asLong();
            try {
                seen.label = DeviceIds.label(api.get("/devices/" + id));
            } catch (ApiError e) {
                seen.label = "device(" + id + ")";
            }
        }
        return seen.label;
    }

    private static String why(JsonNode run) {
        String code = run.path("exitCode").isNumber()
                ? "exit code " + run.path("exitCode").asInt()
                : "no exit code";
        String reason = run.path("reason").asText("");
        return "failed: " + code + (reason.isBlank() ? "" : ", " + reason);
    }

    private void summary() {
        if (out.isJson()) {
            return;
        }
        List<Seen> failed = runs.values().stream().filter(Seen::failed).toList();
        if (runs.isEmpty()) {
            out.note("there is no device to run it on");
            return;
        }
        out.line((runs.size() - failed.size()) + " succeeded, " + failed.size() + " failed");
        if (runs.size() > 1) {
            failed.forEach(seen -> out.line("  " + label(seen) + ": " + why(seen.run)));
        }
    }

    private int ended() {
        return (int) runs.values().stream().filter(seen -> seen.ended).count();
    }

    private int failed() {
        return (int) runs.values().stream()
                .filter(seen -> seen.ended && seen.failed())
                .count();
    }
}
