package org.openztp.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to one client of a stream, for a thread that is none of the container's. The container may end the request at
 * any moment, and gives what belongs to it to another connection then: it waits for a write under way, and after it has
 * said so nothing of the request is touched.
 */
final class EventClient {
    private static final Logger LOG = LoggerFactory.getLogger(EventClient.class);

    /**
     * Never, in other words. Tomcat breaks off whatever has no limit of its own as soon as the application begins to stop,
     * which is before {@link EventStreams#close} could end it.
     */
    private static final Duration LONGEST = Duration.ofDays(365);

    private final AsyncContext async;
    private final OutputStream out;
    private volatile boolean over;

    EventClient(AsyncContext async) throws IOException {
        this.async = async;
        out = async.getResponse().getOutputStream();
        async.setTimeout(LONGEST.toMillis());
        End end = new End();
        end.client = this;
        async.addListener(end);
    }

    /**
     * Waits as long as the container lets a write wait.
     *
     * @throws IOException the client has gone
     */
    synchronized void write(String text) throws IOException {
        if (over) {
            throw new EOFException("the client has gone");
        }
        out.write(text.getBytes(UTF_8));
        out.flush();
    }

    boolean isOver() {
        return over;
    }

    /** Ends the answer, unless the container has. */
    synchronized void close() {
        if (over) {
            return;
        }
        over = true;
        try {
            async.complete();
        } catch (IllegalStateException e) {
            LOG.debug("the container had ended an event stream without a word: {}", e.toString());
        }
    }

    /** Its constructor takes nothing: WildFly warns at each deployment of a listener that it could not make itself. */
    private static final class End implements AsyncListener {
        private EventClient client;

        /** Must not wait: the container holds a lock that {@link EventClient#close} needs. */
        @Override
        public void onComplete(AsyncEvent event) {
            client.over = true;
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            client.close();
        }

        @Override
        public void onError(AsyncEvent event) {
            client.close();
        }

        @Override
        public void onStartAsync(AsyncEvent event) {}
    }
}
