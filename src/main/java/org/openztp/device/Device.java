package org.openztp.device;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Map;
import org.openztp.openwrt.MacAddress;

/**
 * A router on record. It is born PENDING or REGISTERED by its first contact, walks through PROVISIONING (and REBOOTING
 * where a firmware is flashed) to PROVISIONED, rests in RETRYING between attempts, and ends FAILED or HOST_KEY_CHANGED
 * where an operator must decide. Every transition is one verb here, which sets the coupled fields and gives back the
 * event to store.
 */
@Entity
@Table(name = "device")
public class Device {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    private String mac;

    @Enumerated(EnumType.STRING)
    private DeviceState state;

    private String reason;
    private String hostname;

    @Column(name = "release_name")
    private String release;

    @Column(name = "board_name")
    private String boardName;

    private String model;
    private String target;
    private String serial;

    @Column(name = "boot_id")
    private String bootId;

    private String address;

    @Column(name = "server_url")
    private String serverUrl;

    @Convert(converter = FactsColumn.class)
    private Map<String, String> facts;

    private int attempts;

    @Column(name = "next_try")
    private Instant nextTry;

    @Column(name = "token_hash")
    private String tokenHash;

    @Column(name = "token_confirmed")
    private boolean tokenConfirmed;

    @Column(name = "claim_hash")
    private String claimHash;

    @Column(name = "claim_address")
    private String claimAddress;

    @Column(name = "claim_at")
    private Instant claimAt;

    @Column(name = "legacy_ssh")
    private boolean legacySsh;

    @Column(name = "first_seen")
    private Instant firstSeen;

    @Column(name = "last_seen")
    private Instant lastSeen;

    @Version
    private long version;

    protected Device() {}

    /** A device at its first contact; {@code state} is PENDING or REGISTERED. */
    public Device(MacAddress mac, DeviceState state, Instant now) {
        this.mac = mac.value();
        this.state = state;
        this.facts = Map.of();
        this.firstSeen = now;
        this.lastSeen = now;
    }

    /** The provisioning takes the device in hand: from REGISTERED, RETRYING or REBOOTING. */
    public DeviceEvent startProvisioning(Instant now) {
        if (state != DeviceState.REBOOTING) {
            attempts++;
        }
        nextTry = null;
        return to(DeviceState.PROVISIONING, null, "provisioning, attempt " + attempts, now);
    }

    public DeviceEvent waitForReboot(Instant now) {
        return to(
                DeviceState.REBOOTING,
                null,
                "the session ended while a firmware was offered; waiting for the device",
                now);
    }

    public DeviceEvent provisioned(Instant now) {
        attempts = 0;
        return to(DeviceState.PROVISIONED, null, "provisioned", now);
    }

    public DeviceEvent retryAt(Instant next, String reasonCode, String words, Instant now) {
        DeviceEvent event = to(DeviceState.RETRYING, reasonCode, words, now);
        nextTry = next;
        return event;
    }

    public DeviceEvent fail(String reasonCode, String words, Instant now) {
        nextTry = null;
        return to(DeviceState.FAILED, reasonCode, words, now);
    }

    public DeviceEvent hostKeyChanged(String words, Instant now) {
        nextTry = null;
        return to(DeviceState.HOST_KEY_CHANGED, "host_key_changed", words, now);
    }

    /** Back to the start of the way: after an approval, an accepted host key, or an operator's retry. */
    public DeviceEvent queueAgain(String words, Instant now) {
        attempts = 0;
        nextTry = null;
        return to(DeviceState.REGISTERED, null, words, now);
    }

    private DeviceEvent to(DeviceState next, String reasonCode, String words, Instant now) {
        if (!state.next().contains(next)) {
            throw new IllegalStateException("device " + id + ": no way from " + state + " to " + next);
        }
        state = next;
        reason = reasonCode;
        return new DeviceEvent(id, now, EventKind.STATE, next + ": " + words);
    }

    public Long id() {
        return id;
    }

    public MacAddress mac() {
        return new MacAddress(mac);
    }

    public DeviceState state() {
        return state;
    }
}
