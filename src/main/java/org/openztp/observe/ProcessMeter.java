package org.openztp.observe;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** The Java process that the server is a part of. */
public record ProcessMeter(String version, Instant startedAt, InstantSource clock) implements Meter {
    @Override
    public List<Metric> read() {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        Duration up = Duration.between(startedAt, clock.instant());
        return List.of(
                Metric.of("ztp_info", "The version that runs.", "version", Map.of(version, 1L)),
                Metric.of("ztp_uptime_seconds", "Seconds since the server was started.", up.toMillis() / 1000.0),
                Metric.of("ztp_heap_used_bytes", "Heap of the Java process in use.", heap.getUsed()),
                Metric.of("ztp_heap_max_bytes", "The most heap that it may use; -1 where that is open.", heap.getMax()),
                Metric.of(
                        "ztp_threads",
                        "Threads of the Java process.",
                        ManagementFactory.getThreadMXBean().getThreadCount()));
    }
}
