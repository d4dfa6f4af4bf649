package org.openztp.plan;

/** What the history says beside a step's own words; empty for nothing. */
public record Messages(String onstart, String onsuccess, String onfailure) {}
