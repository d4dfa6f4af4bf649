package org.openztp.firmware;

/**
 * The image a board should run.
 *
 * @param file its path below ZTP_HOME/fw and below {@code /fw/}
 * @param sha256 64 hexadecimal digits in lower case
 */
public record Image(String file, String release, String sha256, long sizeBytes) {}
