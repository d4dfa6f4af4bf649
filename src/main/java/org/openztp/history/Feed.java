package org.openztp.history;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * New lines of history as they come, from every node of the cluster: one thread reads rows by id, and only while somebody
 * listens. Listeners are called on that thread and must not wait.
 */
public final class Feed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);
    private static final int BATCH = 500;

    /** How often is looked, and how long a gap in the ids is waited for. */
    public record Pace(Duration pause, Duration patience) {
        public static final Pace USUAL = new Pace(Duration.ofMillis(250), Duration.ofSeconds(3));
    }

    /** A place among the listeners. */
    public final class Listening implements AutoCloseable {
        private final Consumer<DeviceEvent> listener;
        private final long from;

        private Listening(Consumer<DeviceEvent> listener, long from) {
            this.listener = listener;
            this.from = from;
        }

        /** Every event with a greater id is told; those up to this one are in the history already. */
        public long from() {
            return from;
        }

        @Override
        public void close() {
            listeners.remove(this);
        }
    }

    private final Journal journal;
    private final Pace pace;
    private final List<Listening> listeners = new CopyOnWriteArrayList<>();
    private CommitOrder order;
    private Thread reader;
    private boolean closed;

    public Feed(Journal journal, Pace pace) {
        this.journal = journal;
        this.pace = pace;
    }

    /** Starts telling the listener; the caller closes what it gets when it wants no more. */
    public synchronized Listening listen(Consumer<DeviceEvent> listener) {
        if (closed) {
            throw new IllegalStateException("the feed is closed");
        }
        if (reader == null) {
            order = new CommitOrder(journal.db().tx(journal.events()::lastId), pace.patience());
            reader = new Thread(this::read, "ztp-feed");
            reader.setDaemon(true);
            reader.start();
        }
        Listening listening = new Listening(listener, order.last());
        listeners.add(listening);
        return listening;
    }

    private void read() {
        while (stay()) {
            try {
                tell();
            } catch (RuntimeException e) {
                LOG.warn("the feed could not read the history, trying again: {}", e.toString());
            }
        }
    }

    /** Waits for the next look; false when nobody listens any more, and then the next listener starts a new reader. */
    private synchronized boolean stay() {
        try {
            if (!closed) {
                wait(pace.pause().toMillis());
            }
        } catch (InterruptedException e) {
            closed = true;
        }
        if (closed || listeners.isEmpty()) {
            reader = null;
            return false;
        }
        return true;
    }

    private void tell() {
        List<DeviceEvent> read = journal.db()
                .tx(tx -> journal.events()
                        .after(tx, null, null, lastTold(), BATCH)
                        .items());
        if (read.isEmpty()) {
            return;
        }
        synchronized (this) {
            for (DeviceEvent event : order.take(read, journal.now())) {
                listeners.forEach(listening -> listening.listener.accept(event));
            }
        }
    }

    private synchronized long lastTold() {
        return order.last();
    }

    @Override
    public void close() {
        Thread last;
        synchronized (this) {
            closed = true;
            last = reader;
            notifyAll();
        }
        try {
            if (last != null) {
                last.join(Duration.ofSeconds(10).toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
