package org.openztp.device;

/** Who opens the connection when something is to be done on a device. */
public enum Way {
    /** This server, by SSH. */
    PUSH,
    /** The device, by asking over HTTP. */
    PULL
}
