package org.openztp.device;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.OptimisticLock;
import org.openztp.history.DeviceEvent;
import org.openztp.history.EventKind;
import org.openztp.openwrt.Facts;
import org.openztp.openwrt.MacAddress;

/** A router on record, whose life {@link DeviceState} tells; every transition is one verb, which gives the event. */
@Entity
@DynamicUpdate
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
    private Map<String, String> facts = Map.of();

    private int attempts;

    @Column(name = "next_try")
    private Instant nextTry;

    @Embedded
    private Token token = new Token();

    @Embedded
    private Claim claim;

    @Column(name = "legacy_ssh")
    private boolean legacySsh;

    @Embedded
    @OptimisticLock(excluded = true)
    private Pulling pulling = new Pulling();

    @Embedded
    @OptimisticLock(excluded = true)
    private Tags tags = new Tags();

    @Embedded
    @OptimisticLock(excluded = true)
    private Place place;

    @Column(name = "stands_for")
    private Long standsFor;

    @Column(name = "first_seen")
    private Instant firstSeen;

    /** Left out of the version: a device that only shows up must not make a running job's transaction fail. */
    @Column(name = "last_seen")
    @OptimisticLock(excluded = true)
    private Instant lastSeen;

    @Version
    private long version;

    protected Device() {}

    /** A device at its first contact; {@code state} is PENDING or REGISTERED. */
    public Device(MacAddress mac, DeviceState state, Instant now) {
        this.mac = mac.value();
        this.state = state;
        this.firstSeen = now;
        this.lastSeen = now;
    }

    /**
     * Takes over what the device says of itself now; what it does not mention stays as it was.
     *
     * @return one event for each fact that changed, to be stored; none for a device that is not stored yet
     */
    public List<DeviceEvent> update(Facts said, Instant now) {
        Map<String, String> before = facts;
        Map<String, String> after = said.over(before);
        lastSeen = now;
        if (after.equals(before)) {
            return List.of();
        }
        facts = after;
        hostname = after.get(Facts.HOSTNAME);
        release = after.get(Facts.RELEASE);
        boardName = after.get(Facts.BOARD_NAME);
        model = after.get(Facts.MODEL);
        target = after.get(Facts.TARGET);
        serial = after.get(Facts.SERIAL);
        bootId = after.get(Facts.BOOT_ID);
        return new Changes(id, now).addAll(before, after).events();
    }

    /** Notes where the device was met and under which URL it knows this server. */
    public List<DeviceEvent> metAt(String clientAddress, String url, Instant now) {
        Changes changes = new Changes(id, now).add("address", address, clientAddress);
        address = clientAddress;
        serverUrl = url;
        lastSeen = now;
        return changes.events();
    }

    public DeviceEvent registered(Instant now) {
        return new DeviceEvent(id, now, EventKind.REGISTERED, "first contact from " + address + ", " + state);
    }

    /**
     * Keeps an unproven registration aside.
     *
     * @return tells operators that somebody waits; empty while the same one waits on
     */
    public Optional<DeviceEvent> claimedBy(Claim unproven) {
        boolean waits = claim != null && claim.address().equals(unproven.address());
        claim = unproven;
        String words = "a registration from " + unproven.address() + " proved nothing and waits for an approval";
        return waits ? Optional.empty() : Optional.of(new DeviceEvent(id, unproven.at(), EventKind.ENROLMENT, words));
    }

    /** The claim's token and address become the device's own; there must be a claim. */
    public DeviceEvent acceptClaim(Instant now) {
        String words = "the registration from " + claim.address() + " was approved";
        token.accept(claim.tokenHash());
        address = claim.address();
        claim = null;
        return new DeviceEvent(id, now, EventKind.ENROLMENT, words);
    }

    public void dropClaim() {
        claim = null;
    }

    /** From now on ssh-rsa (SHA-1) host keys are accepted: all that the dropbear of 18.06 has. */
    public void needsLegacySsh() {
        legacySsh = true;
    }

    /** The provisioning takes the device in hand: from REGISTERED, RETRYING, WAITING or REBOOTING. */
    public DeviceEvent startProvisioning(Instant now) {
        attempts += state == DeviceState.REBOOTING ? 0 : 1;
        return to(DeviceState.PROVISIONING, null, "provisioning, attempt " + attempts, now);
    }

    public DeviceEvent waitForReboot(String words, Instant now) {
        return to(DeviceState.REBOOTING, null, words, now);
    }

    public DeviceEvent provisioned(Instant now) {
        attempts = 0;
        return to(DeviceState.PROVISIONED, null, "provisioned", now);
    }

    public DeviceEvent waitFor(String reasonCode, String words, Instant now) {
        attempts = 0;
        return to(DeviceState.WAITING, reasonCode, words, now);
    }

    public DeviceEvent retryAt(Instant next, String reasonCode, String words, Instant now) {
        DeviceEvent event = to(DeviceState.RETRYING, reasonCode, words, now);
        nextTry = next;
        return event;
    }

    public DeviceEvent fail(String reasonCode, String words, Instant now) {
        return to(DeviceState.FAILED, reasonCode, words, now);
    }

    public DeviceEvent hostKeyChanged(String words, Instant now) {
        return to(DeviceState.HOST_KEY_CHANGED, "host_key_changed", words, now);
    }

    /** An upgrade of its firmware takes it in hand, UPGRADING, or gives it back as what it was before. */
    public DeviceEvent upgrade(DeviceState next, String reasonCode, String words, Instant now) {
        return to(next, reasonCode, words, now);
    }

    /** Back to the start of the way: after an approval, an accepted host key, or an operator's retry. */
    public DeviceEvent queueAgain(String words, Instant now) {
        attempts = 0;
        return to(DeviceState.REGISTERED, null, words, now);
    }

    /** Another box has taken its place. */
    public DeviceEvent retire(String words, Instant now) {
        return to(DeviceState.RETIRED, "replaced", words, now);
    }

    /** Takes the other one's number, and so its name where that is made of it; and its tags. */
    public void standFor(Device other) {
        standsFor = other.number();
        tags.takeOver(this, other.tags);
    }

    private DeviceEvent to(DeviceState next, String reasonCode, String words, Instant now) {
        if (!state.next().contains(next)) {
            throw new IllegalStateException("device " + id + ": no way from " + state + " to " + next);
        }
        state = next;
        reason = reasonCode;
        nextTry = null;
        return new DeviceEvent(id, now, EventKind.STATE, next + ": " + words);
    }

    public Long id() {
        return id;
    }

    /** What it is called by where nothing else names it: its own id, or that of the box whose place it has taken. */
    public long number() {
        return standsFor == null ? id : standsFor;
    }

    public MacAddress mac() {
        return new MacAddress(mac);
    }

    public DeviceState state() {
        return state;
    }

    /** Why it rests or failed; null in the other states. */
    public String reason() {
        return reason;
    }

    public String hostname() {
        return hostname;
    }

    public String release() {
        return release;
    }

    /** As the device says, for instance {@code ath79/generic}; null where it has not. */
    public String target() {
        return target;
    }

    public String boardName() {
        return boardName;
    }

    public String serial() {
        return serial;
    }

    public String bootId() {
        return bootId;
    }

    /** Where the last accepted registration came from; the only address SSH goes to. */
    public String address() {
        return address;
    }

    /** The URL of this server as the device knows it, without a slash at its end. */
    public String serverUrl() {
        return serverUrl;
    }

    public Map<String, String> facts() {
        return facts;
    }

    public int attempts() {
        return attempts;
    }

    public Instant nextTry() {
        return nextTry;
    }

    public Token token() {
        return token;
    }

    public Optional<Claim> claim() {
        return Optional.ofNullable(claim);
    }

    public boolean legacySsh() {
        return legacySsh;
    }

    public Pulling pulling() {
        return pulling;
    }

    public Tags tags() {
        return tags;
    }

    public Place place() {
        return place == null ? Place.NOWHERE : place;
    }

    /** Elsewhere from now on; {@link Places} looks at who stands behind whom. */
    void standAt(Place other) {
        place = other;
    }

    public Instant firstSeen() {
        return firstSeen;
    }

    public Instant lastSeen() {
        return lastSeen;
    }
}
