package org.openztp.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Routers of a lab and a server that upgrades them. What it waits for has to come within two minutes. */
public final class FirmwareLab {
    public static final String OLD = "23.05.3";
    public static final String NEW = "24.10.1";
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final Lab lab;
    private final ServerApi api;

    public FirmwareLab(Lab lab, ServerApi api) {
        this.lab = lab;
        this.api = api;
    }

    /** A server in this JVM that routers reach, and that looks for a flashed one after two seconds, once a second. */
    public static TestServer server(Path home, String... settings) {
        String[] all = new String[settings.length + 6];
        String[] hasty = {"http.address", "0.0.0.0", "upgrade.reconnect-delay", "2s", "upgrade.reconnect-pause", "1s"};
        System.arraycopy(hasty, 0, all, 0, hasty.length);
        System.arraycopy(settings, 0, all, hasty.length, settings.length);
        return TestServer.start(home, all);
    }

    /** Hands in an image for the lab's routers as the build {@code lab/RELEASE}, and gives back its number. */
    public long upload(String release, int bytes) throws IOException {
        LabImage content = LabImage.of(release, bytes, List.of("lab,ap-1"));
        return api.storeImage("lab/" + release, "lab.bin", content.bytes());
    }

    /** A new router whose image has the hook that calls this server. */
    public LabRouter add() throws IOException {
        return lab.add("HOOK=1", "UCI=config server server\\n\\toption port " + port() + "\\n");
    }

    public LabRouter provisioned() throws IOException {
        LabRouter router = add();
        awaitState(router, "PROVISIONED");
        return router;
    }

    /** Of the server, on every address. */
    public int port() {
        return api.url("").getPort();
    }

    /** As the list shows it; missing while the server does not know it. */
    public JsonNode device(LabRouter router) {
        try {
            return api.get("/devices?mac=" + router.mac()).path("items").path(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void awaitState(LabRouter router, String state) {
        try {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> device(router).path("state").asText(), state::equals);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(router + " is not " + state + ": " + device(router) + events(router), e);
        }
    }

    /** The device's history as text. */
    public String events(LabRouter router) {
        try {
            JsonNode id = device(router).path("id");
            return id.isNumber()
                    ? api.get("/events?limit=200&device=" + id.asLong()).toString()
                    : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Asks for an upgrade.
     *
     * @param wish what the API takes, as {@code "image":1}
     * @return its number
     */
    public long ask(LabRouter router, String wish) throws IOException {
        long device = device(router).path("id").asLong();
        return api.post("/devices/" + device + "/upgrades", "{" + wish + "}")
                .path("id")
                .asLong();
    }

    /** Takes it out of the inventory, with its history. */
    public void remove(LabRouter router) throws IOException {
        api.delete("/devices/" + device(router).path("id").asLong());
    }

    public void cancel(long upgrade) throws IOException {
        api.post("/upgrades/" + upgrade + "/cancel", "");
    }

    /** The upgrade as soon as it is so. */
    public JsonNode await(long upgrade, Predicate<JsonNode> wanted) {
        return Awaitility.await("upgrade " + upgrade)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> api.get("/upgrades/" + upgrade), wanted);
    }

    /** The upgrade at its end, which has to be this one. */
    public JsonNode ended(LabRouter router, long upgrade, String end) throws IOException {
        JsonNode done = await(upgrade, now -> now.path("endedAt").isTextual());
        assertThat(done.path("state").asText())
                .as(done.toPrettyString() + events(router))
                .isEqualTo(end);
        return done;
    }
}
