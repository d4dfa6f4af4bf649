package org.openztp.drift;

import java.util.Set;
import org.openztp.device.DeviceState;

/**
 * What is known of a device that should run something.
 *
 * @param board, target, release as it says itself; null where it has not, {@code group} and {@code definition} likewise
 * @param definition of its newest plan
 */
record Candidate(
        long id,
        DeviceState state,
        String board,
        String target,
        String release,
        String group,
        String definition,
        Set<String> tags) {}
