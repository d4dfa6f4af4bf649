package org.openztp.image.asu.wire;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What was read a moment ago: however many ask, it is read once in that time, by one of them. The others have what was read
 * before, for as long again; then they wait.
 */
public final class Recent<T> {
    private final Supplier<T> source;
    private final long fresh;
    private final LongSupplier nanos;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile Kept<T> kept;

    private record Kept<T>(T value, long at) {}

    /** @param fresh how long something that was read is not read again */
    public Recent(Supplier<T> source, Duration fresh) {
        this(source, fresh, System::nanoTime);
    }

    /** @param nanos a stopwatch that never stands */
    Recent(Supplier<T> source, Duration fresh, LongSupplier nanos) {
        this.source = source;
        this.fresh = fresh.toNanos();
        this.nanos = nanos;
    }

    public T get() {
        Kept<T> now = kept;
        if (isYoung(now, fresh)) {
            return now.value();
        }
        boolean isFirst = reading.tryLock();
        if (!isFirst) {
            if (isYoung(now, 2 * fresh)) {
                return now.value();
            }
            reading.lock();
        }
        try {
            if (!isYoung(kept, fresh)) {
                long begun = nanos.getAsLong();
                kept = new Kept<>(source.get(), begun);
            }
            return kept.value();
        } finally {
            reading.unlock();
        }
    }

    private boolean isYoung(Kept<?> value, long most) {
        return value != null && nanos.getAsLong() - value.at() < most;
    }
}
