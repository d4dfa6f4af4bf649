/**
 * neighbordb: which definition a device gets, by patterns over what is known of it.
 *
 * <p>Read first: NeighborDb, then PatternFile; Topology for the interfaces of a pattern. Imports openwrt, config.
 */
package org.openztp.match;
