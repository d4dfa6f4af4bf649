package org.openztp.signature;

import java.time.InstantSource;

/**
 * Says who signed a message, by what ucert has written: certificates, each signed by a trusted key or by the key of the
 * one before it, and signatures of the message by such keys. As on a router, but for two things: what a trusted key
 * itself has signed needs no valid certificate, and every signature counts, not the last alone.
 */
public final class Verifier {
    private final TrustedKeys trusted;
    private final InstantSource clock;

    public Verifier(TrustedKeys trusted, InstantSource clock) {
        this.trusted = trusted;
        this.clock = clock;
    }

    /**
     * Never fails: what cannot be read is a fault of the signature.
     *
     * @param signature what ucert or usign wrote
     * @param message begins with what was signed
     * @param length of what was signed, in bytes
     */
    public Signers verify(byte[] signature, byte[] message, int length) {
        Chain chain = new Chain(trusted, clock.instant());
        try {
            for (Ucert link : Ucert.chain(signature)) {
                chain.follow(link, message, length);
            }
        } catch (BadSignature e) {
            chain.fault(e);
        }
        return chain.signers();
    }
}
