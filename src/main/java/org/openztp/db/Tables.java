package org.openztp.db;

/**
 * What the tables are like for this server.
 *
 * @param version of the last step that was done; null before the first
 * @param pending steps that this server would still do
 * @param fault why they cannot be used, and what to do; null when they can
 */
public record Tables(String version, int pending, String fault) {}
