package org.openztp.upgrade;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.util.Optional;

/** What an upgrade has to remember of its program on the router, from one visit to the next. */
@Embeddable
public class UpgradeRun {
    @Column(name = "run_id")
    private Long id;

    @Column(name = "boot_id")
    private String bootId;

    private int visits;

    @Column(name = "bytes_done")
    private long arrived;

    @Column(name = "brings_image")
    private boolean bringsImage;

    private boolean vetted;
    private String said;

    @Column(name = "wants_backup")
    private boolean wantsBackup;

    protected UpgradeRun() {}

    static UpgradeRun none() {
        return new UpgradeRun();
    }

    /** A program is about to run, in this boot of the router. */
    void begin(Long run, String boot) {
        id = run;
        bootId = boot;
        visits = 0;
        said = null;
    }

    /** It is over, and nothing of it counts any more. */
    void forget() {
        id = null;
        arrived = 0;
        bringsImage = false;
        vetted = false;
    }

    /** A router that fetches its work was asked once to bring its configuration first. */
    void wantsBackup(boolean asked) {
        wantsBackup = asked;
    }

    boolean wantsBackup() {
        return wantsBackup;
    }

    /** Its last words so far. */
    void said(String line) {
        if (!line.isEmpty()) {
            said = line;
        }
    }

    /** Null as long as it has said nothing. */
    String said() {
        return said;
    }

    void visited() {
        visits++;
    }

    void arrived(long bytes) {
        arrived = bytes;
    }

    /** The router cannot fetch the image, and waits until the server has brought it. */
    void bringsImage(boolean wanted) {
        bringsImage = wanted;
    }

    /** The script run that is at work, or was last; empty before the first of an attempt. */
    Optional<Long> id() {
        return Optional.ofNullable(id);
    }

    /** The boot in which the router was prepared, and flashed if it was. */
    String bootId() {
        return bootId;
    }

    /** Since the program was begun. */
    int visits() {
        return visits;
    }

    /** How many bytes of the image are on the router. */
    long arrived() {
        return arrived;
    }

    boolean bringsImage() {
        return bringsImage;
    }

    /** The image's file and its signatures were looked at in this attempt, and are good. */
    void isVetted(boolean good) {
        vetted = good;
    }

    boolean isVetted() {
        return vetted;
    }
}
