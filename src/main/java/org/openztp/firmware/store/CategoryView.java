package org.openztp.firmware.store;

/** A category as the API shows it, and how many builds it has. */
public record CategoryView(String name, long builds) {}
