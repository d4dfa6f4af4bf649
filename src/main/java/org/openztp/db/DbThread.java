package org.openztp.db;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A thread that may be interrupted although it works with the embedded database: while it holds a connection, the
 * interrupt waits until the connection is given back. H2 takes an interrupt of a thread inside of it for a broken file and
 * closes that under all others, so whoever makes threads that are interrupted and have transactions makes them here.
 */
public final class DbThread extends Thread {
    private final Object gate = new Object();
    private int held;
    private boolean late;

    private DbThread(Runnable work, String name) {
        super(work, name);
    }

    /** Threads named after the prefix and their number. */
    public static ThreadFactory named(String prefix) {
        AtomicInteger count = new AtomicInteger();
        return work -> new DbThread(work, prefix + count.incrementAndGet());
    }

    /** The current thread is about to take a connection. */
    static void enter() {
        if (Thread.currentThread() instanceof DbThread self) {
            synchronized (self.gate) {
                self.held++;
                self.late |= Thread.interrupted();
            }
        }
    }

    /** The current thread has given one back. */
    static void leave() {
        if (Thread.currentThread() instanceof DbThread self) {
            synchronized (self.gate) {
                self.held--;
                self.deliver();
            }
        }
    }

    @Override
    public void interrupt() {
        synchronized (gate) {
            late = true;
            deliver();
        }
    }

    private void deliver() {
        if (late && held == 0) {
            late = false;
            super.interrupt();
        }
    }
}
