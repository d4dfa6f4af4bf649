package org.openztp.device;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Embeddable;
import jakarta.persistence.MapKey;
import jakarta.persistence.OneToMany;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.hibernate.annotations.SortNatural;
import org.openztp.history.DeviceEvent;
import org.openztp.history.EventKind;
import org.openztp.openwrt.InvalidValue;

/**
 * The words that operators have given to a device, for patterns and lists to go by. The device itself has no say in them.
 * They are read when they are first asked for, so that must be in the transaction that the device was read in.
 */
@Embeddable
public class Tags {
    static final int MOST = 32;
    private static final Pattern TAG = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

    @OneToMany(mappedBy = "device", cascade = CascadeType.ALL, orphanRemoval = true)
    @MapKey(name = "tag")
    @SortNatural
    private SortedMap<String, DeviceTag> rows = new TreeMap<>();

    protected Tags() {}

    static boolean isTag(String word) {
        return TAG.matcher(word).matches();
    }

    /** @throws InvalidValue it is none; says what a tag is */
    static String checked(String word) {
        if (!isTag(word)) {
            throw new InvalidValue("tag: up to 63 of a-z, 0-9, '.', '_' and '-' are wanted, a letter or digit first");
        }
        return word;
    }

    /** @throws InvalidValue they are not what a device can have */
    public static List<String> checked(Collection<String> words) {
        List<String> tags = words.stream().map(Tags::checked).distinct().toList();
        if (tags.size() > MOST) {
            throw tooMany();
        }
        return tags;
    }

    private static InvalidValue tooMany() {
        return new InvalidValue("tag: a device has at most " + MOST + "; remove one first");
    }

    /** As they are now, sorted. */
    public List<String> all() {
        return List.copyOf(rows.keySet());
    }

    /**
     * @return what happened; empty when it is there already
     * @throws InvalidValue it is no tag, or one too many
     */
    Optional<DeviceEvent> add(Device owner, String tag, Instant now) {
        if (rows.containsKey(checked(tag))) {
            return Optional.empty();
        }
        if (rows.size() == MOST) {
            throw tooMany();
        }
        rows.put(tag, new DeviceTag(owner, tag));
        return changed(owner, tag + " added", now);
    }

    /**
     * @return what happened; empty when it is not there
     * @throws InvalidValue it is no tag
     */
    Optional<DeviceEvent> remove(Device owner, String tag, Instant now) {
        return rows.remove(checked(tag)) == null ? Optional.empty() : changed(owner, tag + " removed", now);
    }

    private static Optional<DeviceEvent> changed(Device owner, String words, Instant now) {
        return Optional.of(new DeviceEvent(owner.id(), now, EventKind.CHANGED, "tags: " + words));
    }

    /** The other device's become this one's, whose own go; the other one has none then. */
    void takeOver(Device owner, Tags others) {
        rows.keySet().retainAll(others.rows.keySet());
        others.rows.keySet().forEach(tag -> rows.computeIfAbsent(tag, added -> new DeviceTag(owner, added)));
        others.rows.clear();
    }
}
