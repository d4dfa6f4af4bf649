package org.openztp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;

/** Follows one roll-out: a line for each of its states and stages, and on a terminal a bar. */
final class RolloutWatch {
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final int MOST_FAILED_LOOKS = 60;
    private static final Set<String> GOES_ON = Set.of("PREPARING", "SCHEDULED", "RUNNING");

    private final Api api;
    private final Out out;
    private final Consumer<Duration> pause;

    RolloutWatch(Api api, Out out, Consumer<Duration> pause) {
        this.api = api;
        this.out = out;
        this.pause = pause;
    }

    /** How many devices are how far. */
    record Counts(long all, long well, long failed, long toCome) {
        static Counts of(JsonNode rollout) {
            return StreamSupport.stream(rollout.path("stages").spliterator(), false)
                    .map(Counts::ofStage)
                    .reduce(new Counts(0, 0, 0, 0), Counts::and);
        }

        static Counts ofStage(JsonNode stage) {
            JsonNode counts = stage.path("counts");
            return new Counts(
                    stage.path("devices").asLong(),
                    sum(counts, "SUCCESS", "SKIPPED"),
                    sum(counts, "FAILED", "ABORTED", "EXPIRED", "CANCELLED"),
                    sum(counts, "WAITING"));
        }

        private static long sum(JsonNode counts, String... states) {
            long sum = 0;
            for (String state : states) {
                sum += counts.path(state).asLong();
            }
            return sum;
        }

        private Counts and(Counts other) {
            return new Counts(all + other.all, well + other.well, failed + other.failed, toCome + other.toCome);
        }

        long underWay() {
            return all - well - failed - toCome;
        }
    }

    /** Until it rests or has ended; the exit code is 0 when it is finished and nothing failed. */
    int follow(JsonNode rollout) {
        JsonNode end = whileIn(GOES_ON, rollout, this::tell);
        return end.path("state").asText().equals("FINISHED") && Counts.of(end).failed() == 0 ? 0 : 1;
    }

    /** Until it is in none of these states any more; tells nothing. */
    JsonNode quietly(Set<String> states, JsonNode rollout) {
        return whileIn(states, rollout, news -> {});
    }

    private JsonNode whileIn(Set<String> states, JsonNode rollout, Consumer<JsonNode> tell) {
        JsonNode now = rollout;
        String told = "";
        int failedLooks = 0;
        while (true) {
            Counts counts = Counts.of(now);
            String news = now.path("state").asText() + now.path("stage").asText();
            boolean over = !states.contains(now.path("state").asText());
            int done = (int) (counts.well() + counts.failed());
            out.progress(over ? (int) counts.all() : done, (int) counts.all(), (int) counts.failed());
            if (!news.equals(told)) {
                told = news;
                tell.accept(now);
            }
            if (over) {
                return now;
            }
            pause.accept(PAUSE);
            try {
                now = api.get(RolloutCommand.ROLLOUTS + "/" + now.path("id").asLong());
                failedLooks = 0;
            } catch (ApiError e) {
                if (!e.mayPass() || ++failedLooks > MOST_FAILED_LOOKS) {
                    throw e;
                }
            }
        }
    }

    private void tell(JsonNode rollout) {
        if (out.isJson()) {
            out.json(rollout);
        } else {
            out.line(words(rollout));
        }
    }

    /** For instance {@code roll-out 7, spring, to campus/24.10.2: RUNNING, stage 1 of 3: upgrades begin}. */
    static String words(JsonNode rollout) {
        return "roll-out " + rollout.path("id").asText() + ", "
                + rollout.path("name").asText() + ", to "
                + rollout.path("build").asText() + ": " + rollout.path("state").asText() + ", stage "
                + rollout.path("stage").asText() + " of "
                + rollout.path("stages").size() + ": "
                + rollout.path("words").asText();
    }
}
