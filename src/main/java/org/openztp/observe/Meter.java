package org.openztp.observe;

import java.util.List;

/** Reads figures of one part of the server: by one query for all of them, however many rows there are. */
public interface Meter {
    List<Metric> read();
}
