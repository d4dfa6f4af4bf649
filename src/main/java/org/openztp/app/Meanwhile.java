package org.openztp.app;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** One part that is made on a thread of its own while others are made. */
final class Meanwhile<T> implements AutoCloseable {
    private final FutureTask<T> making;
    private final Thread thread;

    Meanwhile(String name, Callable<T> maker) {
        making = new FutureTask<>(maker);
        thread = new Thread(making, name);
        thread.start();
    }

    /** Waits for the part, and passes on why it could not be made. */
    T get() throws IOException {
        try {
            return making.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Waits for the thread's end, so that it outlives nothing. */
    @Override
    public void close() {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
