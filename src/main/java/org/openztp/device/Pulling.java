package org.openztp.device;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.time.Instant;
import java.util.Set;

/** Which way work goes to a device, and how often it has asked for it. The device may wish; an operator's word stands. */
@Embeddable
public class Pulling {
    private static final Set<DeviceState> GIVEN_UP = Set.of(DeviceState.RETRYING, DeviceState.FAILED);
    private static final Set<String> NO_WAY = Set.of("ssh_unreachable", "ssh_auth", "address_not_allowed");

    @Enumerated(EnumType.STRING)
    private Way way = Way.PUSH;

    @Column(name = "way_set")
    private boolean set;

    @Column(name = "asked_at")
    private Instant askedAt;

    private long asks;

    protected Pulling() {}

    public Way way() {
        return way;
    }

    public boolean isOn() {
        return way == Way.PULL;
    }

    /** Whether a device came to nothing for reasons that do not count where no SSH is needed. */
    public static boolean wouldHelp(Device device) {
        return GIVEN_UP.contains(device.state()) && NO_WAY.contains(String.valueOf(device.reason()));
    }

    /** An operator decides; from now on nothing else does. */
    void set(Way decided) {
        way = decided;
        set = true;
    }

    /** @return whether the device goes by PULL because of this; not when it did before, nor against an operator's word */
    public boolean wish() {
        boolean turns = !set && way == Way.PUSH;
        if (turns) {
            way = Way.PULL;
        }
        return turns;
    }

    /** The device has shown that it can fetch its work, and asks whether there is any. */
    public void asked(Instant now) {
        askedAt = now;
        asks++;
    }

    /** Null before the first time. */
    public Instant askedAt() {
        return askedAt;
    }

    public long asks() {
        return asks;
    }
}
