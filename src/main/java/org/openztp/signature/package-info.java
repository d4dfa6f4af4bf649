/**
 * Signatures as OpenWrt's usign and ucert write them, and the keys that are trusted.
 *
 * <p>Read first: Verifier. Imports nothing of the house.
 */
package org.openztp.signature;
