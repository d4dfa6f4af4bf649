package org.openztp.http;

import java.util.List;

/**
 * What an operator is not to miss, whatever page is open.
 *
 * @param faults what is wrong in the files of conf
 * @param alerts what does not go on without an operator
 */
public record Banner(List<String> faults, List<String> alerts) {
    public static final Banner NONE = new Banner(List.of(), List.of());

    /** Whether pools are among what does not go on: the banner says what helps then. */
    public boolean tellsOfPools() {
        return alerts.stream().anyMatch(alert -> alert.startsWith("pool "));
    }
}
