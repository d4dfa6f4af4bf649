package org.openztp.proxy;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** Asks one address again and again, and keeps every answer that was not 200. */
final class Steadily implements AutoCloseable {
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final Thread thread;
    private volatile boolean stopped;

    Steadily(URI uri) {
        thread = new Thread(() -> ask(uri), "steadily");
        thread.start();
    }

    private void ask(URI uri) {
        Visitor visitor = new JavaVisitor();
        while (!stopped) {
            try {
                Visitor.Answer answer = visitor.get(uri);
                if (answer.status() != 200) {
                    failures.add(answer.toString());
                }
            } catch (RuntimeException e) {
                failures.add(e.toString());
            }
            asked.incrementAndGet();
        }
    }

    /** Waits for ten more answers. */
    void awaitTen() {
        int before = asked.get();
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> asked.get() >= before + 10);
    }

    List<String> failures() {
        return failures;
    }

    @Override
    public void close() {
        stopped = true;
    }
}
