package org.openztp.provision;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Optional;
import org.hibernate.annotations.DynamicUpdate;
import org.openztp.firmware.Image;
import org.openztp.planned.Waits;

/**
 * What a provisioning must remember from one run of its job to the next. Everything here is committed before the device
 * is asked to act on it.
 */
@Entity
@DynamicUpdate
@Table(name = "provisioning")
public class Provisioning {
    private static final int LONGEST_WORDS = 1000;

    @Id
    @Column(name = "device_id")
    private long deviceId;

    @Enumerated(EnumType.STRING)
    private ProvisionStep step;

    @Column(name = "run_id")
    private Long runId;

    @Column(name = "boot_id")
    private String bootId;

    @Column(name = "offered_image")
    private String offeredImage;

    @Column(name = "offered_release")
    private String offeredRelease;

    @Column(name = "offered_sha256")
    private String offeredSha256;

    @Column(name = "flash_again")
    private boolean flashAgain;

    private Instant deadline;

    @Column(name = "waits_for")
    private String waitsFor;

    @Column(name = "waits_words")
    private String waitsWords;

    @Column(name = "started_at")
    private Instant startedAt;

    @Column(name = "finished_at")
    private Instant finishedAt;

    @Version
    private long version;

    protected Provisioning() {}

    Provisioning(long deviceId, Instant now) {
        this.deviceId = deviceId;
        this.step = ProvisionStep.IDENTIFY;
        this.startedAt = now;
    }

    /** From the first step again. Whoever asks for it after a failed flash wants it tried once more. */
    void startOver(Instant now) {
        flashAgain = step == ProvisionStep.FLASH_FAILED;
        step = ProvisionStep.IDENTIFY;
        startedAt = now;
        finishedAt = null;
        deadline = null;
    }

    /** @param image null when there is nothing to flash */
    void offer(long run, String boot, Image image) {
        step = ProvisionStep.SCRIPT;
        runId = run;
        bootId = boot;
        offeredImage = image == null ? null : image.file();
        offeredRelease = image == null ? null : image.release();
        offeredSha256 = image == null ? null : image.sha256();
    }

    void waitUntil(Instant latest) {
        step = ProvisionStep.REBOOT;
        deadline = latest;
    }

    /** What was offered and begun is over; the next session begins anew. */
    void forgetRun() {
        step = ProvisionStep.IDENTIFY;
        runId = null;
        offeredImage = null;
        offeredRelease = null;
        offeredSha256 = null;
        deadline = null;
    }

    void end(ProvisionStep how, Instant now) {
        forgetRun();
        step = how;
        flashAgain = false;
        finishedAt = now;
    }

    /** @return false when it waits for just that already */
    boolean waitFor(Waits what) {
        String words = what.getMessage();
        String kept = words.length() > LONGEST_WORDS ? words.substring(0, LONGEST_WORDS - 1) + "…" : words;
        boolean news = !kept.equals(waitsWords);
        forgetRun();
        waitsFor = what.pool();
        waitsWords = kept;
        return news;
    }

    void waitNoMore() {
        waitsFor = null;
        waitsWords = null;
    }

    long deviceId() {
        return deviceId;
    }

    public ProvisionStep step() {
        return step;
    }

    /** The script run that was begun and whose end has not been acted on. */
    public Optional<Long> runId() {
        return Optional.ofNullable(runId);
    }

    /** The boot in which the run began. */
    public String bootId() {
        return bootId;
    }

    public Optional<String> offeredRelease() {
        return Optional.ofNullable(offeredRelease);
    }

    String offeredImage() {
        return offeredImage;
    }

    String offeredSha256() {
        return offeredSha256;
    }

    /** An operator asked for another try although the device carries the mark of a failed flash. */
    boolean flashAgain() {
        return flashAgain;
    }

    /** Until when the device must be back; null while it is not expected. */
    public Instant deadline() {
        return deadline;
    }

    public Instant startedAt() {
        return startedAt;
    }

    public Instant finishedAt() {
        return finishedAt;
    }
}
