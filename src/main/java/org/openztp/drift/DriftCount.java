package org.openztp.drift;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** How many devices of a board that should run a build are in a state, when all were last looked at. */
@Entity
@Table(name = "firmware_drift_count")
public class DriftCount {
    /** What is counted together; {@code board} is empty where devices have not told it. */
    record Key(String build, String board, DriftState state) {}

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    private String build;
    private String board;

    @Enumerated(EnumType.STRING)
    private DriftState state;

    private long devices;

    @Column(name = "counted_at")
    private Instant countedAt;

    protected DriftCount() {}

    DriftCount(Key key, long devices, Instant now) {
        this.build = key.build();
        this.board = key.board();
        this.state = key.state();
        this.devices = devices;
        this.countedAt = now;
    }

    Key key() {
        return new Key(build, board, state);
    }

    long devices() {
        return devices;
    }

    Instant countedAt() {
        return countedAt;
    }
}
