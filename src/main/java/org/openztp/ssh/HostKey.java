package org.openztp.ssh;

/** A host key as the wire shows it: its type ({@code ssh-ed25519}, {@code ssh-rsa}) and the base64 of its blob. */
public record HostKey(String type, String base64) {}
