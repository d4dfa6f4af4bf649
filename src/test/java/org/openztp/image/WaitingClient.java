package org.openztp.image;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.openztp.http.Json;
import org.openztp.openwrt.Sha256;

/**
 * One that wants an image: asks for it, polls until it is made, as auc and owut do, or asks for the same again and again, as the
 * first LuCIs do, and fetches its file. When the server is away
 * or has too much to do it asks again a little later; any other answer than those of the way is its end.
 */
final class WaitingClient {
    private static final long PAUSE_MILLIS = 1000;

    private final HttpClient http;
    private final ScheduledExecutorService later;
    private final URI base;
    private final String wish;
    private final String address;
    private final boolean repeats;
    private final CompletableFuture<Fetched> end = new CompletableFuture<>();

    /** What it has got. */
    record Fetched(String hash, String content) {}

    private interface Taking {
        void take(HttpResponse<String> answer) throws IOException;
    }

    /**
     * @param base of the server, with its context path
     * @param wish a body of {@code /api/v1/build}
     * @param address that a proxy gives as the client's
     * @param repeats it does not poll
     */
    WaitingClient(
            HttpClient http, ScheduledExecutorService later, URI base, String wish, String address, boolean repeats) {
        this.http = http;
        this.later = later;
        this.base = base;
        this.wish = wish;
        this.address = address;
        this.repeats = repeats;
    }

    /** Comes to an end with the file, or with what was answered instead. */
    CompletableFuture<Fetched> begin() {
        order();
        return end;
    }

    private void order() {
        ask(
                request("/api/v1/build").POST(BodyPublishers.ofString(wish)),
                this::order,
                answer -> stands(
                        answer,
                        Json.MAPPER.readTree(answer.body()).path("request_hash").asText()));
    }

    private void poll(String hash) {
        ask(request("/api/v1/build/" + hash), () -> poll(hash), answer -> stands(answer, hash));
    }

    private void stands(HttpResponse<String> answer, String hash) throws IOException {
        if (answer.statusCode() == 202) {
            later(repeats ? this::order : () -> poll(hash));
            return;
        }
        JsonNode image = Json.MAPPER.readTree(answer.body()).path("images").path(0);
        fetch(hash, image.path("name").asText(), image.path("sha256").asText());
    }

    private void fetch(String hash, String name, String sha256) {
        ask(request("/store/" + hash + "/" + name), () -> fetch(hash, name, sha256), answer -> {
            if (!Sha256.hex(answer.body()).equals(sha256)) {
                throw new IOException("another file than was promised: " + answer.body());
            }
            end.complete(new Fetched(hash, answer.body()));
        });
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(20))
                .header("X-Forwarded-For", address);
    }

    private void ask(HttpRequest.Builder request, Runnable again, Taking taking) {
        http.sendAsync(request.build(), BodyHandlers.ofString()).whenComplete((answer, e) -> {
            if (e != null || answer.statusCode() == 503 || answer.statusCode() == 529) {
                later(again);
            } else if (answer.statusCode() == 200 || answer.statusCode() == 202) {
                take(answer, taking);
            } else {
                end.completeExceptionally(new IOException(answer + ": " + answer.body()));
            }
        });
    }

    private void take(HttpResponse<String> answer, Taking taking) {
        try {
            taking.take(answer);
        } catch (IOException e) {
            end.completeExceptionally(e);
        }
    }

    private void later(Runnable what) {
        later.schedule(what, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }
}
