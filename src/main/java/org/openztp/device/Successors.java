package org.openztp.device;

import org.openztp.db.Tx;
import org.openztp.openwrt.MacAddress;

/** Boxes that are to take other ones' places as soon as they register; every call is part of the caller's transaction. */
public interface Successors {
    Successors NONE = new Successors() {
        @Override
        public boolean isExpected(Tx tx, MacAddress mac) {
            return false;
        }

        @Override
        public void arrived(Tx tx, Device device) {}
    };

    /** Whether an operator has named this box: what an approval is for others. */
    boolean isExpected(Tx tx, MacAddress mac);

    /** The device is new on record and about to be queued: takes the place that waits for it, if one does. */
    void arrived(Tx tx, Device device);
}
