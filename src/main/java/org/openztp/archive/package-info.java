/**
 * Archives of files, as a router packs its configuration: read without ever being unpacked to disk, and compared.
 *
 * <p>Read first: Archive, what is in one; Tar, what of one is refused; Restorable, what may go onto a router; Comparison, two side by side.
 *
 * <p>Imports openwrt.
 */
package org.openztp.archive;
