package org.openztp.provision;

/** How far a provisioning has come; what lies before a step is done, whatever becomes of the server. */
public enum ProvisionStep {
    /** Asks the device who it is and what it runs, lets the server's keys in; safe to repeat. */
    IDENTIFY,
    /** The run, its boot and the release offered to it are on record; the script may have started. */
    SCRIPT,
    /** The device is expected back from a flash. */
    REBOOT,
    /** Ended, well or not. */
    END,
    /** Ended because the device came back with its old release; only an operator may have it flashed again. */
    FLASH_FAILED
}
