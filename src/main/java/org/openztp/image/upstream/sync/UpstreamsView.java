package org.openztp.image.upstream.sync;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.List;

/**
 * The upstreams and the sync as the API shows them.
 *
 * @param state IDLE, QUEUED or SYNCING
 * @param generation of the catalogue; 0 before the first sync
 * @param done of {@code total} pieces that the sync under way, or the last one, has to read
 * @param words what it is at; null for nothing
 */
public record UpstreamsView(
        String state,
        long generation,
        Instant askedAt,
        Instant startedAt,
        Instant endedAt,
        int done,
        int total,
        String words,
        List<UpstreamView> upstreams) {
    /** Whether anything of it changes without an operator. */
    @JsonIgnore
    public boolean isLive() {
        return !state.equals("IDLE");
    }

    /** How much of the sync under way is done, in percent. */
    public double share() {
        return isLive() && total > 0 ? 100.0 * done / total : 0;
    }

    /**
     * @param versions that the catalogue has of it
     * @param triedAt null for never
     * @param syncedAt when it was last read to its end; null for never
     * @param faults what was wrong the last time, a line each; empty for nothing
     */
    public record UpstreamView(
            String name, String url, List<String> versions, Instant triedAt, Instant syncedAt, List<String> faults) {}
}
