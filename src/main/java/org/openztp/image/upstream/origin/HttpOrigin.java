package org.openztp.image.upstream.origin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A server with the layout of downloads.openwrt.org. It is believed to be where its address says: it may not send on. */
final class HttpOrigin implements Origin {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final int TRIES = 2;
    private static final int OK = 200;

    /** What is read past of an answer that is not the file. */
    private static final int MOST_WORDS = 64 * 1024;

    private static final Set<Integer> BUSY = Set.of(429, 502, 503, 504);

    private final URI base;
    private final ExecutorService threads = Executors.newFixedThreadPool(2, work -> {
        Thread thread = new Thread(work, "ztp-upstream");
        thread.setDaemon(true);
        return thread;
    });
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .executor(threads)
            .build();

    /** @param base without a slash at its end */
    HttpOrigin(URI base) {
        this.base = base;
    }

    @Override
    public Answer fetch(String path, Validators known, Path into, Origin.Limit limit)
            throws Unreachable, Unfit, InterruptedException {
        for (int left = TRIES - 1; ; left--) {
            try {
                return ask(path, known, into, limit);
            } catch (Unreachable e) {
                if (left == 0) {
                    throw e;
                }
            }
        }
    }

    private Answer ask(String path, Validators known, Path into, Origin.Limit limit)
            throws Unreachable, Unfit, InterruptedException {
        // its own: a try that is given up may still write
        Path part = into.resolveSibling(into.getFileName() + "." + UUID.randomUUID());
        CompletableFuture<HttpResponse<FileSubscriber.Body>> asked =
                client.sendAsync(request(path, known), toFile(part, limit.bytes()));
        try {
            HttpResponse<FileSubscriber.Body> answer = asked.get(limit.time().toMillis(), TimeUnit.MILLISECONDS);
            if (answer.statusCode() == OK) {
                Files.move(part, into, StandardCopyOption.REPLACE_EXISTING);
            }
            return answer(path, answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (TimeoutException e) {
            throw new Unreachable(
                    base + "/" + path + ": takes longer than " + limit.time().toSeconds() + " s", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof FileSubscriber.TooLong tooLong) {
                throw new Unfit(path + ": " + tooLong.getMessage());
            }
            throw new Unreachable(base + "/" + path + ": " + words(e.getCause()), e.getCause());
        } finally {
            asked.cancel(true);
            discard(part);
        }
    }

    private static void discard(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpRequest request(String path, Validators known) throws Unfit {
        try {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(base + "/" + path)).header("User-Agent", "OpenZTP");
            if (known.etag() != null) {
                request.header("If-None-Match", known.etag());
            }
            if (known.modified() != null) {
                request.header("If-Modified-Since", known.modified());
            }
            return request.build();
        } catch (IllegalArgumentException e) {
            throw new Unfit(path + ": no address can be made of it");
        }
    }

    private static BodyHandler<FileSubscriber.Body> toFile(Path into, long most) {
        return answer ->
                answer.statusCode() == OK ? new FileSubscriber(into, most) : new FileSubscriber(null, MOST_WORDS);
    }

    private Answer answer(String path, HttpResponse<FileSubscriber.Body> answer) throws Unreachable, Unfit {
        int status = answer.statusCode();
        if (status == OK) {
            FileSubscriber.Body body = answer.body();
            return new Answer.Fetched(
                    body.sha256(),
                    body.bytes(),
                    new Validators(header(answer, "ETag"), header(answer, "Last-Modified")));
        }
        if (status == 304) {
            return new Answer.Unchanged();
        }
        if (status == 404 || status == 410) {
            return new Answer.Absent();
        }
        if (status / 100 == 3) {
            String place = header(answer, "Location");
            throw new Unfit(path + ": the upstream sends us on to " + place + "; give its own address as url");
        }
        String words = base + "/" + path + ": answers " + status;
        if (BUSY.contains(status)) {
            throw new Unreachable(words, null);
        }
        throw new Unfit(words);
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse(null);
    }

    private static String words(Throwable cause) {
        String message = cause instanceof IOException ? cause.getMessage() : cause.toString();
        return message == null ? "does not answer" : message;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
