package org.openztp.firmware;

/**
 * The firmware a board should run.
 *
 * @param file its path below {@code /fw/}, fit for a URL as it is
 * @param release what {@code DISTRIB_RELEASE} says once it runs
 * @param sha256 64 hexadecimal digits in lower case
 */
public record Image(String file, String release, String sha256, long sizeBytes) {}
