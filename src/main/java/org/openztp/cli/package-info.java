/**
 * The command line wrt and its prompt, one grammar for both, over the HTTP API.
 *
 * <p>Read first: Wrt, the root of the grammar with its exit codes; then DeviceCommand, which shows what a command looks
 * like. Api is the server as JSON, EventStream its live log, RunWatch the way of a batch of script runs to its end. Out is
 * the only way to the terminal, and Visible what everything that came from a device goes through before. Prompt reads the
 * same grammar line by line; Completion answers its Tab from it. Imports openwrt and launcher; the settings' help is found
 * by the name of its class, so that the command line knows nothing of the server's inside.
 */
package org.openztp.cli;
