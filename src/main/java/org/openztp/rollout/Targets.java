package org.openztp.rollout;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.openztp.device.DeviceState;
import org.openztp.device.Tags;
import org.openztp.openwrt.InvalidValue;
import org.openztp.openwrt.Release;

/**
 * Which devices: those that everything named here is true of.
 *
 * @param tags of which a device has each
 * @param release what a device runs, both ends included
 * @param devices their numbers
 * @param all true where nothing else is named: each device on record
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Targets(
        DeviceState state,
        List<String> tags,
        String group,
        String location,
        String board,
        Releases release,
        List<Long> devices,
        Boolean all) {
    static final int MOST_DEVICES = 10_000;

    /** Either end may be null; OpenWrt's order of releases. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Releases(String from, String to) {
        public Releases {
            if (from == null && to == null) {
                throw new InvalidValue("targets: release: from, to or both are wanted");
            }
            Stream.of(from, to).flatMap(Stream::ofNullable).forEach(Release::new);
        }

        /** Never for what is no release of OpenWrt. */
        boolean contains(String value) {
            try {
                Release release = new Release(value);
                return (from == null || !release.before(from))
                        && (to == null || release.compareTo(new Release(to)) <= 0);
            } catch (InvalidValue e) {
                return false;
            }
        }
    }

    /** @throws InvalidValue saying what to mend */
    public Targets {
        tags = tags == null ? null : Tags.checked(tags);
        boolean none = (tags == null || tags.isEmpty())
                && Stream.of(state, group, location, board, release, devices).allMatch(Objects::isNull);
        if (none && !Boolean.TRUE.equals(all)) {
            throw new InvalidValue("targets: state, tags, group, location, board, release or devices are wanted,"
                    + " or \"all\": true for each device on record");
        }
        if (!none && all != null) {
            throw new InvalidValue("targets: all goes with nothing else");
        }
        if (devices != null && (devices.isEmpty() || devices.size() > MOST_DEVICES || devices.contains(null))) {
            throw new InvalidValue("targets: devices: 1 to " + MOST_DEVICES + " numbers are wanted");
        }
        devices = devices == null ? null : List.copyOf(devices);
    }
}
