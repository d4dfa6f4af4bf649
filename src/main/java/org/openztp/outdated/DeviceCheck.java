package org.openztp.outdated;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Objects;
import org.hibernate.annotations.DynamicUpdate;

/** What newer there is for a device, when it was last looked at; only of devices that have told their board. */
@Entity
@DynamicUpdate
@Table(name = "firmware_check")
public class DeviceCheck {
    private static final int LONGEST_PACKAGES = 1000;
    private static final int LONGEST = 300;

    @Id
    @Column(name = "device_id")
    private long deviceId;

    private String board;
    private String runs;

    @Column(name = "of_branch")
    private String ofBranch;

    private String newest;
    private int packages;

    @Column(name = "package_words")
    private String packageWords;

    private String words;
    private boolean waiting;

    @Column(name = "checked_at")
    private Instant checkedAt;

    protected DeviceCheck() {}

    DeviceCheck(long deviceId) {
        this.deviceId = deviceId;
    }

    /** Takes over what was found now; the same as before changes nothing. */
    void become(Found found, Instant now) {
        String packagesNow = cut(found.packages().words(), LONGEST_PACKAGES);
        String wordsNow = cut(found.words(), LONGEST);
        boolean isSame = checkedAt != null
                && found.board().equals(board)
                && Objects.equals(found.runs(), runs)
                && Objects.equals(found.ofBranch(), ofBranch)
                && Objects.equals(found.newest(), newest)
                && packagesNow.equals(packageWords)
                && wordsNow.equals(words);
        if (!isSame) {
            checkedAt = now;
        }
        board = found.board();
        runs = found.runs();
        ofBranch = found.ofBranch();
        newest = found.newest();
        packages = found.packages().count();
        packageWords = packagesNow;
        words = wordsNow;
        waiting = ofBranch != null || newest != null || packages > 0;
    }

    private static String cut(String text, int longest) {
        return text.length() > longest ? text.substring(0, longest) : text;
    }

    long deviceId() {
        return deviceId;
    }

    String board() {
        return board;
    }

    String runs() {
        return runs;
    }

    String ofBranch() {
        return ofBranch;
    }

    String newest() {
        return newest;
    }

    int packages() {
        return packages;
    }

    String packageWords() {
        return packageWords;
    }

    String words() {
        return words;
    }

    /** When what is known of it last changed. */
    Instant checkedAt() {
        return checkedAt;
    }
}
