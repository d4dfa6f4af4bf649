package org.openztp.firmware.store;

import java.util.Collection;
import java.util.Optional;
import org.openztp.db.Tx;

/** What needs the images of the store. Each method is part of the caller's transaction. */
public interface ImageUses {
    /** What is at work with one of these images and would fail without it, in words; empty when nothing is. */
    Optional<String> work(Tx tx, Collection<Long> images);

    /** Whether a device on record says that it runs one of these releases. */
    boolean isRun(Tx tx, Collection<String> releases);

    /** Whether operators want devices to run this build, CATEGORY/VERSION, whether or not one does. */
    boolean isDesired(String build);
}
