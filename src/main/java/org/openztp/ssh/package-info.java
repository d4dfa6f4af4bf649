/**
 * Sessions to devices over SSH; the only package that knows JSch.
 *
 * <p>Read first: Ssh. Imports openwrt only.
 */
package org.openztp.ssh;
