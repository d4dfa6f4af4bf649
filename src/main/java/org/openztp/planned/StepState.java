package org.openztp.planned;

/** How far a step of a plan has come. */
public enum StepState {
    /** Not begun; where a step before it failed, it never will be. */
    WAITING,
    RUNNING,
    /** Ended well, and something is as it was not before. */
    CHANGED,
    /** Ended well, and nothing had to be done. */
    UNCHANGED,
    FAILED,
    /** Ended, and the device undid it. */
    ROLLED_BACK,
    /** Begun, and how it ended is not known. */
    INTERRUPTED
}
