/**
 * What can be done to a router: each action compiled to a fragment of POSIX ash that is safe to repeat.
 *
 * <p>Read first: Actions, then the shell libraries beside the compiled classes. Imports openwrt, config,
 * archive.
 */
package org.openztp.action;
