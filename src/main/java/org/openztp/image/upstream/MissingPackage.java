package org.openztp.image.upstream;

/**
 * A package that a version does not have.
 *
 * @param renamed what takes its place in that version, and is there; null for nothing that is known
 */
public record MissingPackage(String name, String renamed) {}
