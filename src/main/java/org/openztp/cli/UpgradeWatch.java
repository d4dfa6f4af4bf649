package org.openztp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;

/** Follows one upgrade to its end: a line for each state, and on a terminal a bar. */
final class UpgradeWatch {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int MOST_FAILED_LOOKS = 60;
    private static final int ALL = 100;
    private static final Set<String> WELL = Set.of("SUCCESS", "SKIPPED");

    private final Api api;
    private final Out out;
    private final Consumer<Duration> pause;

    UpgradeWatch(Api api, Out out, Consumer<Duration> pause) {
        this.api = api;
        this.out = out;
        this.pause = pause;
    }

    /** Returns when it has ended; says whether the device runs the image. */
    boolean follow(JsonNode upgrade) {
        JsonNode now = upgrade;
        String told = "";
        int failedLooks = 0;
        while (true) {
            String state = now.path("state").asText();
            String news = state + now.path("attempts").asText();
            boolean over = now.path("endedAt").isTextual();
            out.progress(over ? ALL : now.path("progress").asInt());
            if (!news.equals(told)) {
                told = news;
                tell(now);
            }
            if (over) {
                return WELL.contains(state);
            }
            pause.accept(PAUSE);
            try {
                now = api.get("/upgrades/" + now.path("id").asLong());
                failedLooks = 0;
            } catch (ApiError e) {
                if (!e.mayPass() || ++failedLooks > MOST_FAILED_LOOKS) {
                    throw e;
                }
            }
        }
    }

    private void tell(JsonNode upgrade) {
        if (out.isJson()) {
            out.json(upgrade);
        } else {
            out.line(label(upgrade) + " " + words(upgrade));
        }
    }

    /** For instance {@code upgrade 7 of ap-1(3) to campus/24.10.2}. */
    static String label(JsonNode upgrade) {
        return "upgrade " + upgrade.path("id").asText() + " of "
                + upgrade.path("deviceName").asText("device") + "("
                + upgrade.path("deviceId").asText() + ") to "
                + upgrade.path("image").path("build").asText();
    }

    static String words(JsonNode upgrade) {
        String code = upgrade.path("code").asText("");
        String words = upgrade.path("words").asText("");
        return upgrade.path("state").asText()
                + (code.isEmpty() ? "" : " (" + code + ")")
                + (words.isEmpty() ? "" : ": " + words);
    }
}
