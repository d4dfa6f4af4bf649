package org.openztp.history;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.openztp.http.Problem;

/**
 * The open event streams of this node: a bounded number, each with a thread of its own, because writing to a client may
 * wait.
 */
public final class EventStreams implements AutoCloseable {
    /** How many streams at once, and how often a silent one says that it lives. */
    public record Limits(int streams, Duration heartbeat) {
        public static final Limits USUAL = new Limits(100, Duration.ofSeconds(15));
    }

    /**
     * What a stream tells: the lines of one device or one run, or all, after an id.
     *
     * @param after the last id the client has; null for only what comes from now on
     */
    public record Wanted(Long device, Long run, Long after) {
        boolean matches(DeviceEvent event) {
            return (device == null || device == event.deviceId())
                    && (run == null || run.equals(event.runId()))
                    && (after == null || after < event.id());
        }
    }

    /** How a line is written to the client; null for lines that are not shown. */
    public interface Writing extends Function<DeviceEvent, ServerSentEvent> {}

    /** Request attribute: what {@link EventStreamFilter} is to begin. */
    static final String OPENED = EventStreams.class.getName();

    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final Journal journal;
    private final Feed feed;
    private final Limits limits;
    private final Map<EventStream, Thread> open = new ConcurrentHashMap<>();
    private boolean closed;

    public EventStreams(Journal journal, Feed feed, Limits limits) {
        this.journal = journal;
        this.feed = feed;
        this.limits = limits;
    }

    /** Has the answer to a request be a stream, which {@link EventStreamFilter} begins when its resource has returned. */
    public void open(HttpServletRequest request, Wanted wanted, Writing writing) {
        request.setAttribute(OPENED, new Opened(this, wanted, writing));
    }

    /** What a resource has asked for. */
    record Opened(EventStreams streams, Wanted wanted, Writing writing) {
        /**
         * Starts telling; returns at once, the stream ends with its client. Who asks for the head gets that alone: nothing
         * would be written to a client then by which one sees that it has gone.
         *
         * @throws Problem 503 when too many streams are open
         */
        void begin(HttpServletRequest request, HttpServletResponse response) throws IOException {
            streams.begin(this, request, response);
        }
    }

    private synchronized void begin(Opened opened, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (closed || open.size() >= limits.streams()) {
            throw new Problem(503, "Too many streams", limits.streams() + " event streams are open; try again later");
        }
        response.setStatus(HttpServletResponse.SC_OK);
        response.setContentType(MediaType.SERVER_SENT_EVENTS);
        if (request.getMethod().equals(HttpMethod.HEAD)) {
            return;
        }
        EventStream stream = new EventStream(new EventClient(request.startAsync()), opened.wanted(), opened.writing());
        Thread thread = new Thread(() -> carryOut(stream), "ztp-events");
        thread.setDaemon(true);
        open.put(stream, thread);
        thread.start();
    }

    private void carryOut(EventStream stream) {
        try {
            stream.run(journal, feed, limits.heartbeat());
        } finally {
            open.remove(stream);
        }
    }

    /** How many streams are open now. */
    public int size() {
        return open.size();
    }

    /**
     * Ends every stream, and waits until its client was told: the container takes the application's classes away after
     * this, and a stream that is still open then breaks off. A client that does not read is not waited for.
     */
    @Override
    public void close() {
        List<Thread> telling;
        synchronized (this) {
            closed = true;
            open.keySet().forEach(EventStream::stop);
            telling = List.copyOf(open.values());
        }
        long last = System.nanoTime() + FAREWELL.toNanos();
        try {
            for (Thread thread : telling) {
                thread.join(
                        Math.max(1, Duration.ofNanos(last - System.nanoTime()).toMillis()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
