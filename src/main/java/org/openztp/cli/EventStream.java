package org.openztp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow.Publisher;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The server's live events. A link that breaks or falls silent is opened again after the last event seen, so that
 * nothing is missed and nothing told twice, until the caller is interrupted or the server refuses.
 */
final class EventStream {
    /** The server says something every 15 s, if only a comment: more than this, and nobody is there any more. */
    static final Duration LONGEST_SILENCE = Duration.ofSeconds(45);

    private static final Duration LONGEST = Duration.ofSeconds(15);

    private final Api api;
    private final Map<String, ?> query;
    private final Consumer<Duration> pause;
    private final Duration silence;
    private String id;
    private String lastId;
    private Duration retry = Duration.ofSeconds(1);
    private final StringBuilder data = new StringBuilder();

    EventStream(Api api, Map<String, ?> query, Consumer<Duration> pause, Duration silence) {
        this.api = api;
        this.query = query;
        this.pause = pause;
        this.silence = silence;
    }

    /**
     * Never returns by itself; ends by an {@link ApiError} or by what {@code each} throws.
     *
     * @param trouble told in words when the link is lost, once until it works again
     */
    void follow(Consumer<JsonNode> each, Consumer<String> trouble) {
        read(open(), each);
        Duration wait = retry;
        boolean told = false;
        while (true) {
            if (!told) {
                trouble.accept("the link to " + api.base() + " broke; trying again");
                told = true;
            }
            pause.accept(wait);
            try {
                Lines lines = open();
                wait = retry;
                told = false;
                read(lines, each);
            } catch (ApiError e) {
                if (!e.mayPass()) {
                    throw e;
                }
                wait = wait.multipliedBy(2).compareTo(LONGEST) < 0 ? wait.multipliedBy(2) : LONGEST;
            }
        }
    }

    private Lines open() {
        HttpResponse<Publisher<List<ByteBuffer>>> answer =
                api.open("/events/stream", query, lastId, BodyHandlers.ofPublisher());
        if (answer.statusCode() != 200) {
            BodySubscriber<String> words = BodySubscribers.ofString(StandardCharsets.UTF_8);
            answer.body().subscribe(words);
            String body = words.getBody().toCompletableFuture().join();
            api.check(
                    answer.statusCode(), answer.headers().firstValue("Location").orElse("nowhere"), body);
            throw ApiError.failed(api.base() + " sends no events (status " + answer.statusCode() + ")");
        }
        Lines lines = new Lines();
        answer.body().subscribe(BodySubscribers.fromLineSubscriber(lines));
        data.setLength(0);
        return lines;
    }

    /** Until the link ends, breaks or falls silent. */
    private void read(Lines lines, Consumer<JsonNode> each) {
        try (lines) {
            for (String line = lines.next(silence); line != null; line = lines.next(silence)) {
                take(line, each);
            }
        } catch (InterruptedException e) {
            throw ApiError.interrupted();
        } catch (IOException broken) {
            return;
        }
    }

    private void take(String line, Consumer<JsonNode> each) {
        if (line.isEmpty()) {
            JsonNode event = Api.parsed(data.toString());
            data.setLength(0);
            if (event.isObject()) {
                each.accept(event);
            }
            lastId = id;
            return;
        }
        int colon = line.indexOf(':');
        String field = colon < 0 ? line : line.substring(0, colon);
        String value = colon < 0 ? "" : line.substring(colon + 1).replaceFirst("^ ", "");
        switch (field) {
            case "id" -> id = value;
            case "data" -> data.append(data.isEmpty() ? "" : "\n").append(value);
            case "retry" -> retry = value.matches("\\d{1,6}") ? Duration.ofMillis(Long.parseLong(value)) : retry;
            default -> {}
        }
    }

    /** An answer's lines as they come, one asked for at a time; taken by one thread, which may be interrupted. */
    private static final class Lines implements Subscriber<String>, AutoCloseable {
        private record Piece(String line, Throwable failure) {}

        private final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
        private final CompletableFuture<Subscription> source = new CompletableFuture<>();

        /**
         * The next line, or null when the answer ended in good order.
         *
         * @throws IOException when the link broke, or said nothing for the given time
         */
        String next(Duration silence) throws IOException, InterruptedException {
            source.join().request(1);
            Piece piece = pieces.poll(silence.toMillis(), TimeUnit.MILLISECONDS);
            if (piece == null || piece.failure() != null) {
                throw new IOException("silent or broken", piece == null ? null : piece.failure());
            }
            return piece.line();
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            source.complete(subscription);
        }

        @Override
        public void onNext(String line) {
            pieces.add(new Piece(line, null));
        }

        @Override
        public void onError(Throwable failure) {
            pieces.add(new Piece(null, failure));
        }

        @Override
        public void onComplete() {
            pieces.add(new Piece(null, null));
        }

        @Override
        public void close() {
            source.thenAccept(Subscription::cancel);
        }
    }
}
