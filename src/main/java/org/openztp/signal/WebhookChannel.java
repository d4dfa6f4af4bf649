package org.openztp.signal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.openztp.db.DbThread;

/**
 * Posts the signal's JSON, signed by the target's key: HMAC-SHA256 over the time in seconds, a dot and the body. A success
 * is 2xx; 410 says that it will never be wanted. Addresses come from the operator's file only, and no redirect is followed.
 */
final class WebhookChannel implements Channel, AutoCloseable {
    private static final int GONE = 410;

    private final Secret secrets;
    private final InstantSource clock;
    private final Duration patience;
    private HttpClient client;
    private ExecutorService threads;

    WebhookChannel(Secret secrets, InstantSource clock, Duration patience) {
        this.secrets = secrets;
        this.clock = clock;
        this.patience = patience;
    }

    @Override
    public Outcome send(Target target, Delivery delivery) throws InterruptedException {
        HttpRequest request;
        try {
            request = request(target.webhook(), delivery);
        } catch (Secret.NoSecret e) {
            return Outcome.failed(e.getMessage());
        }
        CompletableFuture<HttpResponse<String>> answer = client().sendAsync(request, info -> new FirstBytes());
        try {
            return outcome(answer.get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Outcome.failed("no answer within " + patience.toSeconds() + " s");
        } catch (ExecutionException e) {
            return Outcome.failed("not reached: " + reason(e.getCause()));
        } finally {
            answer.cancel(true);
        }
    }

    private HttpRequest request(Webhook webhook, Delivery delivery) throws Secret.NoSecret {
        String time = String.valueOf(clock.instant().getEpochSecond());
        String signature = signature(secrets.read(webhook.keyFile()), time + "." + delivery.body());
        return HttpRequest.newBuilder(webhook.uri())
                .timeout(patience)
                .header("Content-Type", "application/json")
                .header("User-Agent", "OpenZTP")
                .header("X-OpenZTP-Event", delivery.kind())
                .header("X-OpenZTP-Delivery", delivery.uuid())
                .header("X-OpenZTP-Timestamp", time)
                .header("X-OpenZTP-Signature", "sha256=" + signature)
                .POST(BodyPublishers.ofString(delivery.body(), UTF_8))
                .build();
    }

    static String signature(String key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Outcome outcome(HttpResponse<String> answer) {
        int status = answer.statusCode();
        String words = "answered " + status + (answer.body().isBlank() ? "" : ": " + answer.body());
        if (status / 100 == 2) {
            return Outcome.delivered("answered " + status);
        }
        if (status == GONE) {
            return Outcome.refused(words);
        }
        return Outcome.failed(status / 100 == 3 ? "answered " + status + "; redirects are not followed" : words);
    }

    /** Without the address, which may hold a secret. */
    private static String reason(Throwable failure) {
        Throwable last = failure;
        while (last.getCause() != null) {
            last = last.getCause();
        }
        boolean plain = last instanceof IOException && last.getMessage() != null;
        return last.getClass().getSimpleName()
                + (plain ? ": " + last.getMessage().replaceAll("\\p{Cntrl}", " ") : "");
    }

    /** Made when the first signal goes out. Its own thread outlives an undeployment for a moment, without our classes. */
    private synchronized HttpClient client() {
        if (client == null) {
            threads = Executors.newCachedThreadPool(DbThread.named("ztp-signal-"));
            Thread current = Thread.currentThread();
            ClassLoader own = current.getContextClassLoader();
            current.setContextClassLoader(ClassLoader.getPlatformClassLoader());
            try {
                client = HttpClient.newBuilder()
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(patience)
                        .executor(threads)
                        .build();
            } finally {
                current.setContextClassLoader(own);
            }
        }
        return client;
    }

    /** Nothing is under way any more. */
    @Override
    public synchronized void close() {
        if (client instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        if (threads != null) {
            threads.shutdownNow();
        }
        client = null;
    }
}
