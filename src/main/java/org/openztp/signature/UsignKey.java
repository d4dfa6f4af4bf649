package org.openztp.signature;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/**
 * A public key of usign.
 *
 * @param id 16 hexadecimal digits, drawn when the key was made
 */
record UsignKey(String id, PublicKey key) {
    private static final int KEY_BYTES = 32;
    private static final int SIGNATURE_BYTES = 64;

    /** What stands before the bytes of any Ed25519 key in the encoding that the JDK reads (RFC 8410). */
    private static final String ENCODING = "302a300506032b6570032100";

    static UsignKey parse(byte[] file) throws BadSignature {
        Usign key = Usign.parse(file, KEY_BYTES);
        try {
            byte[] encoded = HexFormat.of().parseHex(ENCODING + HexFormat.of().formatHex(key.value()));
            return new UsignKey(
                    key.id(), KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
        } catch (GeneralSecurityException e) {
            throw new BadSignature("it is no key of Ed25519");
        }
    }

    static Usign signature(byte[] file) throws BadSignature {
        return Usign.parse(file, SIGNATURE_BYTES);
    }

    /** Whether this key made the signature of the first bytes of the message. */
    boolean signed(Usign signature, byte[] message, int length) {
        try {
            Signature check = Signature.getInstance("Ed25519");
            check.initVerify(key);
            check.update(message, 0, length);
            return check.verify(signature.value());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
