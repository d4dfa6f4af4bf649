package org.openztp.history;

import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's stream: first what it missed, then what comes. A client that reads more slowly than things happen is
 * dropped; it comes back with its Last-Event-ID and loses nothing.
 */
final class EventStream {
    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
    private static final int WAITING = 1000;
    private static final int BATCH = 200;
    /** Wakes a waiting stream up to end. */
    private static final DeviceEvent END = new DeviceEvent();

    private final Sse sse;
    private final SseEventSink sink;
    private final EventStreams.Wanted wanted;
    private final EventStreams.Writing writing;
    private final BlockingQueue<DeviceEvent> waiting = new ArrayBlockingQueue<>(WAITING);
    private volatile boolean stopped;

    EventStream(Sse sse, SseEventSink sink, EventStreams.Wanted wanted, EventStreams.Writing writing) {
        this.sse = sse;
        this.sink = sink;
        this.wanted = wanted;
        this.writing = writing;
    }

    /** Tells until the client goes away or {@link #stop} is called; on a thread of its own. */
    void run(Journal journal, Feed feed, Duration heartbeat) {
        try (Feed.Listening listening = feed.listen(this::offer)) {
            send(comment());
            if (wanted.after() == null) {
                send(begin(listening.from()));
            }
            missed(journal, listening.from());
            while (!stopped && !sink.isClosed()) {
                DeviceEvent event = waiting.poll(heartbeat.toMillis(), TimeUnit.MILLISECONDS);
                if (event == null) {
                    send(comment());
                } else if (event != END) {
                    send(event);
                }
            }
        } catch (IOException | InterruptedException e) {
            LOG.debug("an event stream ended: {}", e.toString());
        } catch (RuntimeException e) {
            LOG.warn("an event stream ended: {}", e.toString());
        } finally {
            hangUp();
        }
    }

    /** Called by the feed, which must not wait. */
    private void offer(DeviceEvent event) {
        if (wanted.matches(event) && !waiting.offer(event)) {
            LOG.info("an event stream's client reads too slowly, dropped");
            stop();
        }
    }

    private void missed(Journal journal, long upTo) throws IOException, InterruptedException {
        if (wanted.after() == null) {
            return;
        }
        long after = wanted.after();
        while (!stopped && after < upTo) {
            long from = after;
            List<DeviceEvent> page = journal.db()
                    .tx(tx -> journal.events()
                            .after(tx, wanted.device(), wanted.run(), from, BATCH)
                            .items());
            for (DeviceEvent event : page) {
                if (event.id() <= upTo) {
                    send(event);
                }
            }
            after = page.size() < BATCH ? upTo : page.get(BATCH - 1).id();
        }
    }

    private void send(DeviceEvent event) throws IOException, InterruptedException {
        OutboundSseEvent written = writing.apply(sse, event);
        if (written != null) {
            send(written);
        }
    }

    private void send(OutboundSseEvent event) throws IOException, InterruptedException {
        try {
            sink.send(event).toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    /** Who asked for what comes, and loses the link before anything came, can come back to here. */
    private OutboundSseEvent begin(long from) {
        return sse.newEventBuilder()
                .name("begin")
                .id(String.valueOf(from))
                .data("")
                .build();
    }

    private OutboundSseEvent comment() {
        return sse.newEventBuilder().comment("").build();
    }

    /** Ends the stream as soon as the write under way is done or timed out. */
    void stop() {
        stopped = true;
        waiting.clear();
        waiting.offer(END);
    }

    private void hangUp() {
        try {
            sink.close();
        } catch (IOException | RuntimeException e) {
            // the application may be down already; the client sees the end of the link either way
            LOG.debug("closing an event stream: {}", e.toString());
        }
    }
}
