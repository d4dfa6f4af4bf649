package org.openztp.history;

/** What a line of a device's history is about. */
public enum EventKind {
    /** First contact. */
    REGISTERED,
    /** A fact changed; one event per fact. */
    CHANGED,
    /** A transition of the device's state. */
    STATE,
    /** Something a provisioning or a script did. */
    STEP,
    /** A piece of a script's output, in {@code detail}. */
    OUTPUT,
    /** Host keys: pinned, changed, accepted. */
    HOST_KEY,
    /** A registration that was refused or waits for an operator. */
    ENROLMENT,
    /** A backup of its configuration: a new version, or why there is none. */
    BACKUP,
    /** An upgrade of its firmware: how far it is, how it ended. */
    UPGRADE
}
