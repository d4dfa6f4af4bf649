/**
 * The composition root; nobody imports it.
 *
 * <p>Read first: Server. Imports everything but cli and launcher.
 */
package org.openztp.app;
