package org.openztp.device;

import java.util.EnumSet;
import java.util.Set;

/** Where a device stands between plugged in and provisioned; {@link #next} is the whole table of its transitions. */
public enum DeviceState {
    /** Waits for an operator's approval. */
    PENDING,
    /** Known; its provisioning is queued. */
    REGISTERED,
    /** An SSH session is at work on it. */
    PROVISIONING,
    /** It restarts or is flashed, or may be; it is expected back. */
    REBOOTING,
    /** An upgrade of its firmware has it in hand. */
    UPGRADING,
    /** The last attempt failed; the next one is planned. */
    RETRYING,
    /** Nothing can be done before an operator does something; it goes on by itself then. */
    WAITING,
    /** Done. */
    PROVISIONED,
    /** Gave up; an operator's {@code retry} starts again. */
    FAILED,
    /** It showed another host key than the one on record; an operator's {@code accept-hostkey} goes on. */
    HOST_KEY_CHANGED,
    /** Another box has its place; nothing is done to it before an operator lets it in again. */
    RETIRED;

    /** The states that may follow this one. */
    public Set<DeviceState> next() {
        return switch (this) {
            case PENDING, RETIRED -> EnumSet.of(REGISTERED);
            case REGISTERED, RETRYING -> EnumSet.of(PROVISIONING, REGISTERED, RETIRED);
            case WAITING -> EnumSet.of(PROVISIONING, REGISTERED, WAITING, UPGRADING, RETIRED);
            case PROVISIONING ->
                EnumSet.of(PROVISIONING, PROVISIONED, REBOOTING, RETRYING, WAITING, FAILED, HOST_KEY_CHANGED, RETIRED);
            case REBOOTING -> EnumSet.of(PROVISIONING, FAILED, HOST_KEY_CHANGED, RETIRED);
            case UPGRADING -> EnumSet.of(PROVISIONED, WAITING, FAILED, REGISTERED, HOST_KEY_CHANGED);
            case PROVISIONED, FAILED -> EnumSet.of(REGISTERED, UPGRADING, RETIRED);
            case HOST_KEY_CHANGED -> EnumSet.of(REGISTERED, RETIRED);
        };
    }

    /** Whether something is at work on the device, or waits for it to come back: nothing else is begun meanwhile. */
    public boolean isInHand() {
        return this == PROVISIONING || this == REBOOTING || this == UPGRADING;
    }
}
