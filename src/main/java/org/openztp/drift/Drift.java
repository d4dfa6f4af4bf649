package org.openztp.drift;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.hibernate.annotations.DynamicUpdate;
import org.openztp.device.DeviceState;

/** How a device compares to what it should run, when it was last looked at; only of devices that should run something. */
@Entity
@DynamicUpdate
@Table(name = "firmware_drift")
public class Drift {
    private static final int LONGEST = 300;

    @Id
    @Column(name = "device_id")
    private long deviceId;

    @Enumerated(EnumType.STRING)
    private DriftState state;

    private String build;
    private String board;
    private String runs;

    @Column(name = "image_id")
    private Long imageId;

    private boolean automatic;
    private String source;
    private String words;

    @Column(name = "held_image")
    private Long heldImage;

    @Column(name = "held_by")
    private Long heldBy;

    @Column(name = "held_words")
    private String heldWords;

    private boolean due;
    private Instant since;

    protected Drift() {}

    Drift(long deviceId) {
        this.deviceId = deviceId;
    }

    /** Takes over what was found now of a build of the store; the same as before changes nothing. */
    void become(Candidate device, Wish wish, Comparison found, Past past, Instant now) {
        take(device, wish, found, now);
        hold(past);
        due = automatic
                && state == DriftState.DRIFTED
                && heldImage == null
                && device.state() == DeviceState.PROVISIONED
                && !past.isActive(deviceId);
    }

    /**
     * The same of an image that is made for the device.
     *
     * @param isBusy whether it is on its way already
     * @param held why it is not made of itself; null where it may be
     */
    void become(Candidate device, Wish wish, Comparison found, boolean isBusy, String held, Instant now) {
        take(device, wish, found, now);
        heldImage = null;
        heldBy = null;
        heldWords = held == null || state == DriftState.OK ? null : cut(held);
        due = automatic
                && state == DriftState.DRIFTED
                && heldWords == null
                && device.state() == DeviceState.PROVISIONED
                && !isBusy;
    }

    private void take(Candidate device, Wish wish, Comparison found, Instant now) {
        if (state != found.state() || !found.build().equals(build)) {
            since = now;
        }
        state = found.state();
        build = found.build();
        board = device.board();
        runs = device.release();
        imageId = found.image() == null ? null : found.image().id();
        automatic = wish.automatic();
        source = wish.source();
        words = cut(found.words());
    }

    /** What came to nothing with this image comes to nothing again; with another image it may do. */
    private void hold(Past past) {
        if (state == DriftState.OK || !Objects.equals(heldImage, imageId)) {
            heldImage = null;
            heldBy = null;
            heldWords = null;
        }
        if (imageId != null && state != DriftState.OK) {
            Optional<Past.Ended> vain = past.inVain(deviceId, imageId);
            vain.ifPresent(ended -> {
                heldImage = imageId;
                heldBy = ended.id();
                heldWords = ended.words();
            });
        }
    }

    /** Its upgrade is ordered. */
    void ordered() {
        due = false;
    }

    /** This image cannot be ordered for it, and why. */
    void refused(String why) {
        due = false;
        heldImage = imageId;
        heldWords = cut(why);
    }

    private static String cut(String text) {
        return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    }

    long deviceId() {
        return deviceId;
    }

    DriftState state() {
        return state;
    }

    /** As CATEGORY/VERSION. */
    String build() {
        return build;
    }

    /** Null where the device has not told it. */
    String board() {
        return board;
    }

    /** The release that the device says it runs; null where it has not. */
    String runs() {
        return runs;
    }

    /** Null where there is none for it. */
    Long imageId() {
        return imageId;
    }

    boolean automatic() {
        return automatic;
    }

    String source() {
        return source;
    }

    /** Why it is in this state, and why nothing is done to that of itself; empty where all is well. */
    String words() {
        return heldWords == null ? words : words + "; " + heldWords;
    }

    /** The upgrade that came to nothing, for which none is ordered of itself; null else. */
    Long heldBy() {
        return heldBy;
    }

    boolean due() {
        return due;
    }

    Instant since() {
        return since;
    }
}
