/**
 * What an operator sets: the settings of conf/ztp.conf, and files that are re-read when they change.
 *
 * <p>Read first: Settings, then SettingsFile; ConfFile for the other files. Imports openwrt only.
 */
package org.openztp.config;
