package org.openztp.plan;

/** A device's values out of pools; in a dry run, what they would be. */
@FunctionalInterface
public interface Allocator {
    /**
     * @param slot tells apart what one device takes from one pool; empty for who takes one only
     * @throws org.openztp.openwrt.InvalidValue wrong names
     * @throws org.openztp.config.BadFile there is no such pool
     */
    String take(String pool, String slot);
}
