package org.openztp.db;

import java.util.List;
import java.util.function.Function;
import org.openztp.openwrt.InvalidValue;

/** One page of a list read by key: {@code next} is the cursor of the following page, null on the last one. */
public record Page<T>(List<T> items, String next) {
    /** @throws InvalidValue when a page of so many items is not given out */
    public static int checkedLimit(int limit, int most) {
        if (limit < 1 || limit > most) {
            throw new InvalidValue("limit: 1 to " + most + " is wanted");
        }
        return limit;
    }

    /** The same page, each item seen otherwise. */
    public <V> Page<V> map(Function<T, V> view) {
        return new Page<>(items.stream().map(view).toList(), next);
    }
}
