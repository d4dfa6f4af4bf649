package org.openztp.signature;

/** A key or a signature is not of the form that OpenWrt's tools write; the message says what is wrong with it. */
final class BadSignature extends Exception {
    private static final long serialVersionUID = 1L;

    BadSignature(String words) {
        super(words);
    }
}
