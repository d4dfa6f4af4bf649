package org.openztp.device;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.openztp.openwrt.Facts;

/**
 * A device as the API shows it; {@code facts} and {@code plan} only where one device is asked for.
 *
 * @param askedAt when it last asked for work, and {@code asks} how often; null and 0 for one that cannot
 */
public record DeviceView(
        long id,
        String mac,
        DeviceState state,
        String reason,
        String hostname,
        String release,
        String boardName,
        String model,
        String target,
        String serial,
        String address,
        int attempts,
        Instant nextTry,
        Instant firstSeen,
        Instant lastSeen,
        List<String> tags,
        String group,
        String location,
        Long parent,
        @JsonInclude(JsonInclude.Include.NON_NULL) Map<String, String> facts,
        ClaimView claim,
        Way way,
        Instant askedAt,
        long asks,
        @JsonInclude(JsonInclude.Include.NON_NULL) PlanView plan) {

    /** Who waits for an approval in this device's name, and since when. */
    public record ClaimView(String address, Instant at) {}

    public static DeviceView of(Device device) {
        return of(device, device.facts(), null);
    }

    /** @param plan null while there was none */
    public static DeviceView of(Device device, PlanView plan) {
        return of(device, device.facts(), plan);
    }

    public static DeviceView inList(Device device) {
        return of(device, null, null);
    }

    private static DeviceView of(Device d, Map<String, String> facts, PlanView plan) {
        return new DeviceView(
                d.id(),
                d.mac().value(),
                d.state(),
                d.reason(),
                d.hostname(),
                d.release(),
                d.boardName(),
                d.facts().get(Facts.MODEL),
                d.facts().get(Facts.TARGET),
                d.serial(),
                d.address(),
                d.attempts(),
                d.nextTry(),
                d.firstSeen(),
                d.lastSeen(),
                d.tags().all(),
                d.place().group(),
                d.place().location(),
                d.place().parent(),
                facts,
                d.claim().map(c -> new ClaimView(c.address(), c.at())).orElse(null),
                d.pulling().way(),
                d.pulling().askedAt(),
                d.pulling().asks(),
                plan);
    }
}
