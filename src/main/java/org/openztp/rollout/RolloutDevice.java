package org.openztp.rollout;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import org.hibernate.annotations.DynamicUpdate;

/** A device that a roll-out has chosen. How its upgrade fares is the upgrade's to tell. */
@Entity
@DynamicUpdate
@IdClass(RolloutDevice.Key.class)
@Table(name = "rollout_device")
class RolloutDevice {
    private static final int LONGEST_WORDS = 300;

    /** Both columns. */
    record Key(Long rollout, Long device) {}

    /** What the roll-out has done about it. */
    enum Lot {
        WAITING,
        ORDERED,
        LEFT_OUT
    }

    @Id
    @Column(name = "rollout_id")
    private Long rollout;

    @Id
    @Column(name = "device_id")
    private Long device;

    @Column(name = "image_id")
    private Long image;

    private int stage;

    /** Over how many devices it stands: 0 for one that no other is behind. */
    private int height;

    private String site;

    /** The one that it hangs behind; its own number, negative, where there is none. */
    @Column(name = "parent_id")
    private long parent;

    @Enumerated(EnumType.STRING)
    private Lot state;

    private String reason;
    private String words;

    @Column(name = "operation_id")
    private Long operation;

    /** An operator went on in spite of its failure, which counts no more. */
    private boolean forgiven;

    protected RolloutDevice() {}

    void ordered(long upgrade) {
        state = Lot.ORDERED;
        operation = upgrade;
    }

    void leaveOut(String why, String inWords) {
        state = Lot.LEFT_OUT;
        reason = why;
        words = inWords.length() > LONGEST_WORDS ? inWords.substring(0, LONGEST_WORDS) : inWords;
    }

    /** Its upgrade was called back; another one is asked for when the roll-out goes on. */
    void waitAgain() {
        state = Lot.WAITING;
        operation = null;
    }

    Long device() {
        return device;
    }

    Long image() {
        return image;
    }

    String site() {
        return site;
    }
}
