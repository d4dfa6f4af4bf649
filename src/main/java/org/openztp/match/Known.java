package org.openztp.match;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.openztp.openwrt.Facts;
import org.openztp.openwrt.IpAddress;
import org.openztp.openwrt.Release;

/** A subject with what many patterns ask of it worked out once; for one thread. */
final class Known {
    /** One of its ports that hears somebody, by the name it sent and by its full name. */
    record Port(String sent, String name, List<Neighbor> neighbors) {}

    private final Subject subject;
    private final String digits;
    private final Optional<IpAddress> address;
    private final Optional<Release> release;
    private final Map<Release, Integer> comparisons = new HashMap<>();
    private final List<Port> ports;

    Known(Subject subject) {
        this.subject = subject;
        digits = subject.facts().mac().value().replace(":", "");
        address = IpAddress.find(subject.address()).map(IpAddress::withoutZone);
        release = subject.facts().release();
        ports = subject.neighbors().entrySet().stream()
                .map(port -> new Port(port.getKey(), LocalPorts.normal(port.getKey()), port.getValue()))
                .toList();
    }

    /** The identifiers a pattern may name it by, the one it uses itself first. */
    List<String> ids() {
        return subject.facts()
                .find(Facts.SERIAL)
                .map(serial -> List.of(subject.nodeId(), digits, Subject.normal(serial)))
                .orElse(List.of(subject.nodeId(), digits));
    }

    Subject subject() {
        return subject;
    }

    /** The MAC address without separators. */
    String digits() {
        return digits;
    }

    Optional<IpAddress> address() {
        return address;
    }

    /** How its release compares with another; nothing when it has none that can be compared. */
    OptionalInt releaseComparedTo(Release other) {
        return release.isEmpty()
                ? OptionalInt.empty()
                : OptionalInt.of(comparisons.computeIfAbsent(other, release.get()::compareTo));
    }

    List<Port> ports() {
        return ports;
    }
}
