/**
 * The words of the field as values: addresses, releases, facts, and the quoting for its shell.
 *
 * <p>Read first: Facts. Imports nothing of this product.
 */
package org.openztp.openwrt;
