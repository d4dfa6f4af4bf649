package org.openztp.firmware;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.openztp.http.Problem;

/**
 * A file as the answer to a request, whole or in part. The bytes leave by the container's sendfile where it offers one,
 * else by {@link SlowWriter}: either way a client that reads slowly, or not at all, costs no thread. What goes to a place
 * that is held to a rate leaves by {@link PacedWriter}.
 */
public final class FileAnswer {
    private static final String SENDFILE = "org.apache.tomcat.sendfile.";

    /** Spellings of a separator that no honest client of ours uses; containers differ in what they make of them. */
    private static final Pattern DISGUISED = Pattern.compile(";|\\\\|%(?:2f|5c|3b|00|2e)", Pattern.CASE_INSENSITIVE);

    /** HTTP wants two digits for the day, unlike {@code RFC_1123_DATE_TIME}. */
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private FileAnswer() {}

    /** The file that the path below the servlet names; empty for disguised names too. */
    public static Optional<StoredFile> find(HttpServletRequest request, FirmwareFolder folder) {
        String path = request.getPathInfo();
        return path == null || isDisguised(request) ? Optional.empty() : folder.find(path.substring(1));
    }

    /** Whether the path holds a separator that is not written as one. */
    public static boolean isDisguised(HttpServletRequest request) {
        String path = request.getRequestURI();
        // what every request passes costs next to nothing where there is nothing to look at
        return (path.indexOf('%') >= 0 || path.indexOf(';') >= 0 || path.indexOf('\\') >= 0)
                && DISGUISED.matcher(path).find();
    }

    /** Answers a GET or HEAD; the answer's own {@code Cache-Control} stays where it has one. */
    public static void send(HttpServletRequest request, HttpServletResponse response, StoredFile file, String type)
            throws IOException {
        send(request, response, file, type, Download.of(file, request::getHeader));
    }

    /**
     * Answers any method with the file from an offset on, as a whole answer: for clients that can send no headers.
     *
     * @throws Problem 416 the file has no byte there
     */
    public static void sendRest(
            HttpServletRequest request, HttpServletResponse response, StoredFile file, String type, long from)
            throws IOException {
        if (from < 0 || from >= file.sizeBytes()) {
            throw new Problem(416, "Nothing there", "the file has " + file.sizeBytes() + " bytes")
                    .with("Content-Range", "bytes */" + file.sizeBytes());
        }
        send(request, response, file, type, new Download(200, from, file.sizeBytes() - from));
    }

    private static void send(
            HttpServletRequest request, HttpServletResponse response, StoredFile file, String type, Download download)
            throws IOException {
        describe(response, file, download, type);
        if (!request.getMethod().equals("HEAD") && download.count() > 0) {
            begin(request, response, file, download);
        }
    }

    private static void describe(HttpServletResponse response, StoredFile file, Download download, String type) {
        response.setStatus(download.status());
        response.setHeader("ETag", file.etag());
        response.setHeader("Last-Modified", HTTP_DATE.format(file.modified()));
        response.setHeader("Accept-Ranges", "bytes");
        if (!response.containsHeader("Cache-Control")) {
            response.setHeader("Cache-Control", "no-cache");
        }
        if (download.status() == 206 || download.status() == 416) {
            response.setHeader("Content-Range", download.contentRange(file));
        }
        if (download.status() == 200 || download.status() == 206) {
            response.setContentType(type);
        }
        if (download.status() != 304) {
            response.setContentLengthLong(download.count());
        }
    }

    private static void begin(
            HttpServletRequest request, HttpServletResponse response, StoredFile file, Download download)
            throws IOException {
        Optional<SiteRates.Line> line = SiteRates.lineOf(request);
        if (line.isEmpty() && Boolean.TRUE.equals(request.getAttribute(SENDFILE + "support"))) {
            request.setAttribute(SENDFILE + "filename", file.path().toString());
            request.setAttribute(SENDFILE + "start", download.from());
            request.setAttribute(SENDFILE + "end", download.from() + download.count());
        } else {
            SlowWriter.start(request, response, file.path(), download, line);
        }
    }
}
