package org.openztp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.function.Consumer;

/** Follows a sync of the upstreams to its end, with a bar on a terminal. A server that restarts meanwhile is waited for. */
final class SyncWatch {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int MOST_FAILED_LOOKS = 60;

    private final Api api;
    private final Out out;
    private final Consumer<Duration> pause;

    SyncWatch(Api api, Out out, Consumer<Duration> pause) {
        this.api = api;
        this.out = out;
        this.pause = pause;
    }

    /** The upstreams as they are when it has ended. */
    JsonNode follow(JsonNode begun) {
        JsonNode now = begun;
        int failedLooks = 0;
        while (!now.path("state").asText().equals("IDLE")) {
            out.progress(now.path("done").asInt(), now.path("total").asInt(), 0);
            pause.accept(PAUSE);
            try {
                now = api.get("/upstreams");
                failedLooks = 0;
            } catch (ApiError e) {
                if (!e.mayPass() || ++failedLooks > MOST_FAILED_LOOKS) {
                    throw e;
                }
            }
        }
        out.progress(0, 0, 0);
        return now;
    }

    /** For instance {@code syncing: 17 of 106, openwrt 24.10.2 ath79/generic}. */
    static String words(JsonNode now) {
        if (now.path("state").asText().equals("QUEUED")) {
            return "a sync is queued";
        }
        String at = now.path("words").asText("");
        return "syncing: " + now.path("done").asText() + " of "
                + now.path("total").asText() + (at.isEmpty() ? "" : ", " + at);
    }
}
