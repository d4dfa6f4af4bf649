package org.openztp.match;

/** One pattern held against one device; {@code why} says in words what decided, or why it was not tried. */
public record Trial(String pattern, boolean matched, String why) {}
