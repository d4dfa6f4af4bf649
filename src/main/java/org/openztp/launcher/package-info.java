/**
 * Starts the WAR by itself: Main unpacks it and hands over; Standalone is the embedded Tomcat.
 *
 * <p>Read first: Main. Imports nothing of this product.
 */
package org.openztp.launcher;
