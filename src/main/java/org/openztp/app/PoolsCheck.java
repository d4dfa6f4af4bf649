package org.openztp.app;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.openztp.observe.Check;
import org.openztp.observe.Finding;

/**
 * Whether every device got from the pools what its plan needs.
 *
 * @param waiting how many devices wait for each pool that has nothing left
 */
record PoolsCheck(Supplier<Map<String, Long>> waiting) implements Check {
    List<String> alerts() {
        return waiting.get().entrySet().stream()
                .map(pool -> exhausted(pool.getKey(), pool.getValue()))
                .toList();
    }

    private static String exhausted(String pool, long devices) {
        return "pool " + pool + " is exhausted: " + devices
                + (devices == 1 ? " device waits for a value" : " devices wait for a value");
    }

    @Override
    public List<Finding> findings() {
        List<Finding> findings = alerts().stream()
                .map(
                        alert -> Finding.wrong(
                                "pools",
                                alert,
                                "they are not provisioned until then",
                                "enlarge its file in conf/resources, or remove a device that is gone: they go on by themselves"))
                .toList();
        return findings.isEmpty() ? List.of(Finding.ok("pools", "no device waits for a pool")) : findings;
    }
}
