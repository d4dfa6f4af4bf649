package org.openztp.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/** Asks as a router does: without a token, and following nobody. */
final class Bootstrap {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int LARGEST = 1 << 20;
    private static final Pattern SERVER = Pattern.compile("(?m)^ZTP_SERVER='(https?://[A-Za-z0-9._~:/\\[\\]-]+)'$");
    private static final Pattern KEYS = Pattern.compile("(?ms)^ZTP_KEYS='(.*?)'$");

    /** What a server tells routers of itself; both null when there is no script. */
    record Script(String server, String keys) {
        static final Script NONE = new Script(null, null);
    }

    /** @param apart how far the server's clock is from the one here; empty when it does not tell its time */
    record Answer(int status, String type, String location, Optional<Duration> apart, String body) {
        Script script() {
            return status == 200 ? new Script(first(SERVER, body), first(KEYS, body)) : Script.NONE;
        }

        private static String first(Pattern pattern, String text) {
            Matcher matcher = pattern.matcher(text);
            return matcher.find() ? matcher.group(1) : null;
        }
    }

    private final HttpClient http;
    private final InstantSource clock;

    Bootstrap(SSLContext tls, InstantSource clock) {
        this.clock = clock;
        http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(PATIENCE)
                .sslContext(tls)
                .build();
    }

    Answer get(String server) throws IOException {
        return send(HttpRequest.newBuilder(URI.create(server + "/bootstrap")));
    }

    /** Asks for the first ten bytes of what lies at the path. */
    Answer part(String server, String path) throws IOException {
        return send(HttpRequest.newBuilder(URI.create(server + path)).header("Range", "bytes=0-9"));
    }

    private Answer send(HttpRequest.Builder request) throws IOException {
        try {
            HttpResponse<InputStream> answer =
                    http.send(request.timeout(PATIENCE).build(), BodyHandlers.ofInputStream());
            Instant here = clock.instant();
            try (InputStream body = answer.body()) {
                return new Answer(
                        answer.statusCode(),
                        header(answer, "Content-Type"),
                        header(answer, "Location"),
                        time(header(answer, "Date")).map(there -> Duration.between(here, there)),
                        new String(body.readNBytes(LARGEST), StandardCharsets.UTF_8));
            }
        } catch (InterruptedException e) {
            throw ApiError.interrupted();
        }
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static Optional<Instant> time(String date) {
        try {
            return Optional.of(ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
