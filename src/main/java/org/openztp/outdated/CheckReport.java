package org.openztp.outdated;

import java.util.List;

/**
 * Which devices have something newer waiting.
 *
 * @param counts of all that the filters leave, on whichever page
 */
public record CheckReport(Counts counts, List<CheckView> items, String next) {
    /**
     * @param devices that have told their board, and were looked at since they run what they run
     * @param ofBranch so many of them could run a newer release of their branch
     * @param newest so many a newer stable one
     * @param packages so many have newer packages waiting
     */
    public record Counts(long devices, long ofBranch, long newest, long packages) {}
}
