package org.openztp.upgrade;

import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.hibernate.annotations.DynamicUpdate;
import org.openztp.auth.Secrets;
import org.openztp.device.Device;
import org.openztp.history.DeviceEvent;
import org.openztp.history.EventKind;

/**
 * One upgrade of one router to one image. Every transition is one verb here, which gives back the event to store; who
 * calls one holds the lock of the device's row.
 */
@Entity
@DynamicUpdate
@Table(name = "upgrade_operation")
public class UpgradeOperation {
    private static final int LONGEST_WORDS = 1000;

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    @Column(name = "device_id")
    private long deviceId;

    @Column(name = "device_name")
    private String deviceName;

    @Embedded
    private UpgradeImage image;

    private String board;
    private String options;

    @Enumerated(EnumType.STRING)
    private UpgradeState state;

    private String code;
    private String words;

    @Column(name = "active_device_id")
    private Long activeDeviceId;

    @Column(name = "asked_by")
    private String askedBy;

    @Column(name = "created_at")
    private Instant createdAt;

    private Instant deadline;
    private int attempts;

    @Column(name = "next_at")
    private Instant nextAt;

    private String nonce;

    @Embedded
    private UpgradeRun run = UpgradeRun.none();

    @Embedded
    private BeforeUpgrade before;

    @Column(name = "flashed_at")
    private Instant flashedAt;

    @Column(name = "back_by")
    private Instant backBy;

    @Column(name = "ended_at")
    private Instant endedAt;

    @Column(name = "retry_of")
    private Long retryOf;

    @Embedded
    private UpgradeLeave leave;

    @Embedded
    private UpgradeDownload download;

    @Version
    private long version;

    protected UpgradeOperation() {}

    /** An upgrade that waits for its turn. */
    UpgradeOperation(Device device, UpgradeImage image, UpgradeOptions options, String who, Instant now) {
        this.deviceId = device.id();
        this.deviceName = device.hostname() == null ? device.mac().value() : device.hostname();
        this.image = image;
        this.board = device.boardName();
        this.options = options.words();
        this.state = UpgradeState.QUEUED;
        this.words = "it waits for its turn";
        this.activeDeviceId = device.id();
        this.askedBy = who;
        this.createdAt = now;
        this.nonce = HexFormat.of().formatHex(Secrets.bytes(4));
    }

    /** @param given null where it needs none; {@code earlier}, what it does once more, likewise */
    UpgradeOperation until(Instant latest, UpgradeLeave given, Long earlier) {
        deadline = latest;
        leave = given;
        retryOf = earlier;
        return this;
    }

    /** Its row is stored. */
    DeviceEvent asked() {
        String with = options.isEmpty() ? "" : " with " + options;
        return event(createdAt, "to " + image.build() + " (" + image.file() + ")" + with + " is asked for")
                .by(askedBy);
    }

    /** Its turn has come: the device is in its hand now. */
    DeviceEvent begin(Device device, Instant now) {
        before = BeforeUpgrade.of(device);
        attempts++;
        leave = UpgradeLeave.used(leave);
        nextAt = null;
        code = null;
        return to(UpgradeState.CHECKING, "attempt " + attempts + " of the upgrade to " + image.build(), now);
    }

    /** The router may fetch the image. */
    void lets(UpgradeDownload how) {
        download = how;
    }

    DeviceEvent transfer(Instant now) {
        return to(UpgradeState.TRANSFERRING, "the image goes to the router, " + image.bytes() + " bytes", now);
    }

    /** The image lies ready on the router: from here on it may happen. */
    DeviceEvent flash(Instant latestBack, Instant now) {
        flashedAt = now;
        backBy = latestBack;
        run.arrived(image.bytes());
        download = null;
        String noBackup = before.noBackup() == null ? "" : ", without a backup: " + before.noBackup();
        return to(UpgradeState.FLASHING, "the router is told to flash " + image.build() + noBackup, now);
    }

    DeviceEvent awaitReboot(Instant now) {
        return to(UpgradeState.REBOOTING, "it is being flashed; waiting until it is back", now);
    }

    DeviceEvent verify(Instant now) {
        return to(UpgradeState.VERIFYING, "it is back in another boot; is it what was promised?", now);
    }

    /** It has until then to show what is wanted next, in these words. */
    DeviceEvent expect(Instant latest, String inWords, Instant now) {
        backBy = latest;
        words = inWords;
        return event(now, inWords);
    }

    DeviceEvent succeed(String runsNow, Instant now) {
        return end(UpgradeState.SUCCESS, null, "it runs " + runsNow, now);
    }

    DeviceEvent skip(Instant now) {
        return end(UpgradeState.SKIPPED, null, "it runs " + image.build() + " already", now);
    }

    DeviceEvent fail(String why, String inWords, Instant now) {
        return end(UpgradeState.FAILED, why, inWords, now);
    }

    DeviceEvent abort(String why, String inWords, Instant now) {
        return end(UpgradeState.ABORTED, why, inWords, now);
    }

    DeviceEvent cancel(Instant now) {
        return end(UpgradeState.CANCELLED, null, "cancelled before anything was flashed", now);
    }

    /** Its router was removed, with its history. */
    void removed(Instant now) {
        UpgradeState end = state.isBeforeFlash() ? UpgradeState.ABORTED : UpgradeState.FAILED;
        end(end, UpgradeCode.DEVICE_REMOVED, "the device was removed", now);
    }

    DeviceEvent expire(Instant now) {
        return end(UpgradeState.EXPIRED, code, "not done before " + deadline + ": " + words, now);
    }

    /**
     * Nothing was flashed; it is tried again.
     *
     * @param next null: when the router calls
     */
    DeviceEvent retryAt(Instant next, String why, String inWords, Instant now) {
        DeviceEvent event = to(UpgradeState.QUEUED, inWords, now);
        code = why;
        nextAt = next;
        run.forget();
        flashedAt = null;
        backBy = null;
        download = null;
        return event;
    }

    /** What kept it from its next attempt is over. */
    void comeForward(Instant now) {
        nextAt = now;
    }

    private DeviceEvent end(UpgradeState end, String why, String inWords, Instant now) {
        DeviceEvent event = to(end, inWords, now);
        code = why;
        endedAt = now;
        nextAt = null;
        activeDeviceId = null;
        download = null;
        return event;
    }

    private DeviceEvent to(UpgradeState next, String inWords, Instant now) {
        if (!state.next().contains(next)) {
            throw new IllegalStateException("upgrade " + id + ": no way from " + state + " to " + next);
        }
        state = next;
        words = inWords.length() > LONGEST_WORDS ? inWords.substring(0, LONGEST_WORDS) : inWords;
        return event(now, next + ": " + inWords);
    }

    private DeviceEvent event(Instant now, String message) {
        return new DeviceEvent(deviceId, now, EventKind.UPGRADE, "upgrade " + id + " " + message)
                .ofRun(run.id().orElse(null));
    }

    Long id() {
        return id;
    }

    /** What names this upgrade on the router, and no upgrade of any other server. */
    String key() {
        return "u" + id + "-" + nonce;
    }

    long deviceId() {
        return deviceId;
    }

    String deviceName() {
        return deviceName;
    }

    UpgradeImage image() {
        return image;
    }

    /** The board_name on record when it was asked for. */
    String board() {
        return board;
    }

    UpgradeOptions options() {
        return UpgradeOptions.read(options);
    }

    UpgradeState state() {
        return state;
    }

    /** Why it rests or came to nothing; null else. */
    String code() {
        return code;
    }

    String words() {
        return words;
    }

    String askedBy() {
        return askedBy;
    }

    Instant createdAt() {
        return createdAt;
    }

    Instant deadline() {
        return deadline;
    }

    int attempts() {
        return attempts;
    }

    /** When it is tried again; null while at work, and while it waits for the router's call. */
    Instant nextAt() {
        return nextAt;
    }

    boolean mayBegin(Instant now) {
        return leave == null || leave.isGiven(now);
    }

    /** Of its program on the router. */
    UpgradeRun run() {
        return run;
    }

    /** Null before its first attempt. */
    BeforeUpgrade before() {
        return before;
    }

    /** When FLASHING was stored; null before. */
    Instant flashedAt() {
        return flashedAt;
    }

    /** Until when it may be away. */
    Instant backBy() {
        return backBy;
    }

    Instant endedAt() {
        return endedAt;
    }

    Long retryOf() {
        return retryOf;
    }

    Optional<UpgradeDownload> download() {
        return Optional.ofNullable(download);
    }
}
