package org.openztp.history;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
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

    /** Who is told: the request that opened the stream, and the way to answer it. */
    public record Client(HttpServletRequest request, Sse sse, SseEventSink sink) {}

    /** How a line is written to the client; null for lines that are not shown. */
    public interface Writing extends BiFunction<Sse, DeviceEvent, OutboundSseEvent> {}

    /**
     * Never, in other words. Tomcat breaks off whatever has no limit of its own as soon as the application begins to stop,
     * which is before {@link #close} could end it.
     */
    private static final Duration LONGEST = Duration.ofDays(365);

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

    /**
     * Starts telling; returns at once, the stream ends with its client.
     *
     * @throws Problem 503 when too many streams are open
     */
    public synchronized void open(Client client, Wanted wanted, Writing writing) {
        if (closed || open.size() >= limits.streams()) {
            throw new Problem(503, "Too many streams", limits.streams() + " event streams are open; try again later");
        }
        client.request().getAsyncContext().setTimeout(LONGEST.toMillis());
        EventStream stream = new EventStream(client.sse(), client.sink(), wanted, writing);
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
