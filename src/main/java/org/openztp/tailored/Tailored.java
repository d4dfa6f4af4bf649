package org.openztp.tailored;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Duration;
import java.time.Instant;
import org.hibernate.annotations.DynamicUpdate;
import org.openztp.history.DeviceEvent;
import org.openztp.history.EventKind;
import org.openztp.http.Json;
import org.openztp.image.ImageRequest;

/**
 * The image of one device: wished for, made, put into the store, flashed. Every transition is one verb here, which gives back
 * the event to store; who calls one holds the lock of the device's row.
 */
@Entity
@DynamicUpdate
@Table(name = "tailored_device")
public class Tailored {
    private static final Duration HELD_BY_TROUBLE = Duration.ofHours(1);
    private static final int LONGEST_WORDS = 1000;
    private static final int LONGEST_NAME = 80;

    @Id
    @Column(name = "device_id")
    private long deviceId;

    @Enumerated(EnumType.STRING)
    private TailoredState state;

    private String step;
    private String hash;
    private String request;
    private long generation;

    @Column(name = "asked_by")
    private String askedBy;

    @Column(name = "asked_at")
    private Instant askedAt;

    private Instant since;
    private String code;
    private String words;

    @Column(name = "image_id")
    private Long imageId;

    @Column(name = "upgrade_id")
    private Long upgradeId;

    @Version
    private long version;

    protected Tailored() {}

    Tailored(long deviceId) {
        this.deviceId = deviceId;
    }

    /**
     * It is to be made, for the first time or anew.
     *
     * @param catalogue the generation of which it was chosen
     */
    DeviceEvent want(ImageRequest wanted, long catalogue, String who, Instant now) {
        begin(wanted.hash(), Json.text(wanted), catalogue, who, now);
        return to(TailoredState.WANTED, "an image is wanted: " + wanted, now).by(askedBy);
    }

    /** None can be made of the wish; the same once more is no event, and null is given back. */
    DeviceEvent refuse(Choice why, long catalogue, String who, Instant now) {
        boolean isSame = state == TailoredState.FAILED
                && hash.isEmpty()
                && why.code().equals(code)
                && cut(why.words()).equals(words);
        begin("", null, catalogue, who, now);
        DeviceEvent event = fail(why.code(), why.words(), now);
        return isSame ? null : event;
    }

    private void begin(String wanted, String text, long catalogue, String who, Instant now) {
        hash = wanted;
        request = text;
        generation = catalogue;
        askedBy = who.length() > LONGEST_NAME ? who.substring(0, LONGEST_NAME) : who;
        askedAt = now;
        imageId = null;
        upgradeId = null;
    }

    DeviceEvent build(Instant now) {
        return to(TailoredState.BUILDING, "the builders are asked for it", now);
    }

    /** The builders have come so far, in asu's words; null where that is known already. */
    DeviceEvent at(String now, Instant when) {
        if (now == null || now.equals(step)) {
            return null;
        }
        step = now;
        return new DeviceEvent(deviceId, when, EventKind.UPGRADE, "image " + state + ": " + now);
    }

    /** What was made or stored is not there any more. */
    DeviceEvent again(String why, Instant now) {
        imageId = null;
        return to(TailoredState.WANTED, why + "; it is made once more", now);
    }

    /** @param build of the store, as CATEGORY/VERSION */
    DeviceEvent store(long image, String build, Instant now) {
        imageId = image;
        return to(TailoredState.STORED, "the image is made, and in the store as " + build, now);
    }

    DeviceEvent upgrade(long operation, Instant now) {
        upgradeId = operation;
        return to(TailoredState.UPGRADING, "upgrade " + operation + " brings it", now);
    }

    DeviceEvent install(Instant now) {
        return to(TailoredState.INSTALLED, "the device runs its image", now);
    }

    DeviceEvent fail(String why, String inWords, Instant now) {
        DeviceEvent event = to(TailoredState.FAILED, why + ": " + inWords, now);
        code = why;
        words = cut(inWords);
        return event;
    }

    private DeviceEvent to(TailoredState next, String message, Instant now) {
        if (state != null && !state.next().contains(next)) {
            throw new IllegalStateException("image of device " + deviceId + ": from " + state + " to " + next);
        }
        state = next;
        since = now;
        step = null;
        code = null;
        words = null;
        return new DeviceEvent(deviceId, now, EventKind.UPGRADE, "image " + next + ": " + message);
    }

    private static String cut(String text) {
        return text.length() > LONGEST_WORDS ? text.substring(0, LONGEST_WORDS) : text;
    }

    /**
     * Whether the same wish came to nothing, and would again: until the catalogue has changed, for an hour after trouble of
     * the machines, or until somebody asks.
     */
    public boolean isHeld(String wanted, long catalogue, Instant now) {
        if (!isInVain(wanted)) {
            return false;
        }
        if (TailoredCode.INFRASTRUCTURE.equals(code)) {
            return now.isBefore(since.plus(HELD_BY_TROUBLE));
        }
        return generation == catalogue || TailoredCode.isOfTheDevice(code);
    }

    /** Whether the same wish came to nothing, and nobody has changed his mind since. */
    public boolean isInVain(String wanted) {
        return state == TailoredState.FAILED && hash.equals(wanted) && !TailoredCode.mayComeAgain(code);
    }

    /** Whether the device itself did not take it: a configuration is written for a firmware, and this one it has not. */
    public boolean isUpgradeInVain() {
        return state == TailoredState.FAILED && TailoredCode.UPGRADE_FAILED.equals(code);
    }

    public long deviceId() {
        return deviceId;
    }

    public TailoredState state() {
        return state;
    }

    /** In asu's words; null where builders are not at work on it. */
    public String step() {
        return step;
    }

    /** Of the request, 64 hexadecimal digits; empty where none could be made of the wish. */
    public String hash() {
        return hash;
    }

    /** Null where none could be made of the wish. */
    ImageRequest request() {
        try {
            return request == null ? null : Json.MAPPER.readValue(request, ImageRequest.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("image of device " + deviceId + ": its request", e);
        }
    }

    public String askedBy() {
        return askedBy;
    }

    public Instant askedAt() {
        return askedAt;
    }

    /** When it came to this state. */
    public Instant since() {
        return since;
    }

    /** Why it came to nothing; null else. */
    public String code() {
        return code;
    }

    /** The same for people. */
    public String words() {
        return words;
    }

    /** Of the store; null before it is there. */
    public Long imageId() {
        return imageId;
    }

    /** Null before it is ordered. */
    public Long upgradeId() {
        return upgradeId;
    }
}
