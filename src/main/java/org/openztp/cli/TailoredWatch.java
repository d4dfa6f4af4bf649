package org.openztp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** The image that is made for one device: asked for, shown, and followed until the device runs it. */
final class TailoredWatch {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int MOST_FAILED_LOOKS = 60;
    private static final String INSTALLED = "INSTALLED";
    private static final Set<String> ENDS = Set.of(INSTALLED, "FAILED");

    private final Api api;
    private final Out out;
    private final Consumer<Duration> pause;

    TailoredWatch(Api api, Out out, Consumer<Duration> pause) {
        this.api = api;
        this.out = out;
        this.pause = pause;
    }

    /** @return whether it is under way, or with {@code follow} whether the device runs it */
    boolean order(long device, boolean follow) {
        JsonNode image = api.post(path(device));
        if (follow) {
            return followed(device, image);
        }
        tell(image);
        return true;
    }

    /** @return as {@link #order} */
    boolean show(long device, boolean follow) {
        JsonNode image = api.get(path(device), Map.of());
        if (follow && image.path("making").isObject()) {
            return followed(device, image);
        }
        tell(image);
        return true;
    }

    private static String path(long device) {
        return "/devices/" + device + "/image";
    }

    private boolean followed(long device, JsonNode first) {
        JsonNode now = first;
        String told = "";
        int failedLooks = 0;
        while (true) {
            JsonNode making = now.path("making");
            String state = making.path("state").asText();
            String news = words(now);
            out.progress(making.path("progress").asInt());
            if (!news.equals(told)) {
                told = news;
                tell(now);
            }
            if (ENDS.contains(state)) {
                return state.equals(INSTALLED);
            }
            pause.accept(PAUSE);
            try {
                now = api.get(path(device), Map.of());
                failedLooks = 0;
            } catch (ApiError e) {
                if (!e.mayPass() || ++failedLooks > MOST_FAILED_LOOKS) {
                    throw e;
                }
            }
        }
    }

    private void tell(JsonNode image) {
        if (out.isJson()) {
            out.json(image);
        } else {
            out.line("image of device " + image.path("deviceId").asText() + " " + words(image));
        }
    }

    /** For instance {@code 24.10.2: BUILDING (building_image)}. */
    static String words(JsonNode image) {
        if (!image.path("wanted").isObject() && !image.path("making").isObject()) {
            return "is not wanted: its definition says none under upgrade";
        }
        JsonNode making = image.path("making");
        String state = making.isObject()
                ? making.path("state").asText()
                : image.path("state").asText();
        String why = making.isObject()
                ? making.path("words").asText("")
                : image.path("words").asText("");
        String code = making.path("code").asText("");
        String upgrade = making.path("upgrade").asText("");
        String version =
                making.at("/wanted/version").asText(image.path("release").asText("?"));
        return version + ": " + state
                + (code.isEmpty() ? "" : " (" + code + ")")
                + (why.isEmpty() ? "" : ": " + why)
                + (upgrade.isEmpty() ? "" : ", by upgrade " + upgrade);
    }
}
