package org.openztp.db;

import java.util.List;

/** One page of a list read by key: {@code next} is the cursor of the following page, null on the last one. */
public record Page<T>(List<T> items, String next) {}
