/**
 * The command line wrt and its prompt, one grammar for both, over the HTTP API.
 *
 * <p>Read first: Wrt. Imports openwrt and launcher.
 */
package org.openztp.cli;
