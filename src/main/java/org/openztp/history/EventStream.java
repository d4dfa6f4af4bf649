package org.openztp.history;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
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

    private final EventClient client;
    private final EventStreams.Wanted wanted;
    private final EventStreams.Writing writing;
    private final BlockingQueue<DeviceEvent> waiting = new ArrayBlockingQueue<>(WAITING);
    private volatile boolean stopped;

    EventStream(EventClient client, EventStreams.Wanted wanted, EventStreams.Writing writing) {
        this.client = client;
        this.wanted = wanted;
        this.writing = writing;
    }

    /** Tells until the client goes away or {@link #stop} is called; on a thread of its own. */
    void run(Journal journal, Feed feed, Duration heartbeat) {
        try (Feed.Listening listening = feed.listen(this::offer)) {
            client.write(ServerSentEvent.COMMENT);
            if (wanted.after() == null) {
                client.write(begin(listening.from()).text());
            }
            missed(journal, listening.from());
            while (!stopped && !client.isOver()) {
                DeviceEvent event = waiting.poll(heartbeat.toMillis(), TimeUnit.MILLISECONDS);
                if (event == null) {
                    client.write(ServerSentEvent.COMMENT);
                } else if (event != END) {
                    send(event);
                }
            }
        } catch (IOException | InterruptedException e) {
            LOG.debug("an event stream ended: {}", e.toString());
        } catch (RuntimeException e) {
            LOG.warn("an event stream ended: {}", e.toString());
        } finally {
            client.close();
        }
    }

    /** Called by the feed, which must not wait. */
    private void offer(DeviceEvent event) {
        if (wanted.matches(event) && !waiting.offer(event)) {
            LOG.info("an event stream's client reads too slowly, dropped");
            stop();
        }
    }

    private void missed(Journal journal, long upTo) throws IOException {
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

    private void send(DeviceEvent event) throws IOException {
        ServerSentEvent written = writing.apply(event);
        if (written != null) {
            client.write(written.text());
        }
    }

    /** Who asked for what comes, and loses the link before anything came, can come back to here. */
    private static ServerSentEvent begin(long from) {
        return new ServerSentEvent(from, "begin", "");
    }

    /** Ends the stream as soon as the write under way is done or timed out. */
    void stop() {
        stopped = true;
        waiting.clear();
        waiting.offer(END);
    }
}
