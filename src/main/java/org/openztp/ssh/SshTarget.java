package org.openztp.ssh;

/**
 * Whom to open a session to.
 *
 * @param rsaUserKey offer the RSA user key first (dropbear before 21.02 knows no ed25519 user keys)
 * @param legacy allow ssh-rsa (SHA-1) host keys, which is all that 18.06 has; never the default
 */
public record SshTarget(long deviceId, String address, int port, String user, boolean rsaUserKey, boolean legacy) {}
