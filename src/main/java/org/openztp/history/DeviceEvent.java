package org.openztp.history;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** One line of a device's history; written once, never changed. */
@Entity
@Table(name = "device_event")
public class DeviceEvent {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    @Column(name = "device_id")
    private long deviceId;

    private Instant at;

    @Enumerated(EnumType.STRING)
    private EventKind kind;

    private String message;
    private String actor;

    @Column(name = "run_id")
    private Long runId;

    /** Of the plan that the run carries out; null for what is no step's. */
    private Integer step;

    private String detail;

    protected DeviceEvent() {}

    /** @param message at most 1000 characters, longer ones are cut */
    public DeviceEvent(long deviceId, Instant at, EventKind kind, String message) {
        this.deviceId = deviceId;
        this.at = at;
        this.kind = kind;
        this.message = message.length() > 1000 ? message.substring(0, 999) + "…" : message;
    }

    /** Names who did it: a token's name, or {@code device}. */
    public DeviceEvent by(String who) {
        this.actor = who;
        return this;
    }

    public DeviceEvent ofRun(Long run) {
        this.runId = run;
        return this;
    }

    public DeviceEvent ofStep(int position) {
        this.step = position;
        return this;
    }

    public DeviceEvent with(String longText) {
        this.detail = longText;
        return this;
    }

    public Long id() {
        return id;
    }

    public long deviceId() {
        return deviceId;
    }

    public Instant at() {
        return at;
    }

    public EventKind kind() {
        return kind;
    }

    public String message() {
        return message;
    }

    public String actor() {
        return actor;
    }

    public Long runId() {
        return runId;
    }

    public Integer step() {
        return step;
    }

    public String detail() {
        return detail;
    }
}
