package org.openztp.job;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A type of job that remembers its runs. */
final class Probe implements JobType {
    /** What one run does. */
    interface Script {
        /** @param run 1 for the first run of all */
        Next run(int run) throws Exception;
    }

    private static final AtomicInteger NAMES = new AtomicInteger();

    private final String name = "probe" + NAMES.incrementAndGet();
    private final Script script;
    private final AtomicInteger started = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    final List<Long> ids = new CopyOnWriteArrayList<>();

    Probe(Script script) {
        this.script = script;
    }

    Probe() {
        this(run -> Next.done());
    }

    /** One whose runs wait for this. */
    static Probe endingAfter(CountDownLatch mayEnd) {
        return new Probe(run -> {
            mayEnd.await();
            return Next.done();
        });
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Next run(long id) throws Exception {
        ids.add(id);
        try {
            return script.run(started.incrementAndGet());
        } finally {
            ended.incrementAndGet();
        }
    }

    int runs() {
        return ended.get();
    }

    void awaitStarted(int runs, Duration within) {
        await().atMost(within).pollInterval(Duration.ofMillis(2)).until(() -> started.get() >= runs);
    }

    void awaitRuns(int runs, Duration within) {
        await().atMost(within).pollInterval(Duration.ofMillis(2)).until(() -> ended.get() >= runs);
    }

    /** Checks that it stays so for a while that is longer than a poll. */
    void staysAt(int runs) {
        await().during(Duration.ofMillis(1400)).atMost(Duration.ofSeconds(5)).until(() -> started.get() == runs);
    }
}
