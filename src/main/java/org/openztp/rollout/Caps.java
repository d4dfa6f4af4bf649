package org.openztp.rollout;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * How many upgrades are under way at once; those that wait for their router's call are not.
 *
 * @param overall of the roll-out
 * @param site at one location; null: any number
 * @param uplinkKilobytesPerSecond what the line of a location carries: so many images are on their way to it at once as it
 *     carries in ten minutes, and one at least; null: any number
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Caps(Integer overall, Integer site, Integer uplinkKilobytesPerSecond) {
    static final Caps USUAL = new Caps(null, null, null);
    private static final int USUAL_OVERALL = 50;
    private static final long BYTES_IN_TEN_MINUTES = 600_000;

    public Caps {
        overall = overall == null ? USUAL_OVERALL : overall;
        RolloutPlan.check("caps: overall", overall, 1, 10_000);
        RolloutPlan.check("caps: site", site, 1, 10_000);
        RolloutPlan.check("caps: uplinkKilobytesPerSecond", uplinkKilobytesPerSecond, 1, 10_000_000);
    }

    /**
     * Whether a location has room for one more.
     *
     * @param active under way there, of which so many bytes are still to arrive
     */
    boolean hasRoom(long active, long bytes, long more) {
        boolean fits = uplinkKilobytesPerSecond == null
                || bytes == 0
                || bytes + more <= uplinkKilobytesPerSecond * BYTES_IN_TEN_MINUTES;
        return fits && (site == null || active < site);
    }
}
