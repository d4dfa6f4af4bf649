package org.openztp.ssh;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One user key of the server: its two halves as PEM, and the public half as OpenSSH writes it. */
final class ServerKey {
    private static final int RSA_BITS = 2048;
    private static final int ED25519_BYTES = 32;
    private static final String PRIVATE = "PRIVATE KEY";
    private static final String PUBLIC = "PUBLIC KEY";

    private static final Map<String, String> JDK_NAMES = Map.of(
            "ssh-ed25519", "Ed25519",
            "rsa-sha2-512", "SHA512withRSA",
            "rsa-sha2-256", "SHA256withRSA",
            "ssh-rsa", "SHA1withRSA");

    private final KeyPair pair;

    private ServerKey(KeyPair pair) {
        this.pair = pair;
    }

    /** @param algorithm {@code Ed25519} or {@code RSA} */
    static ServerKey generate(String algorithm) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        if (algorithm.equals("RSA")) {
            generator.initialize(RSA_BITS);
        }
        return new ServerKey(generator.generateKeyPair());
    }

    /** Reads what {@link #pem} gave. */
    static ServerKey read(String algorithm, String pem) throws GeneralSecurityException {
        KeyFactory factory = KeyFactory.getInstance(algorithm);
        return new ServerKey(new KeyPair(
                factory.generatePublic(new X509EncodedKeySpec(block(PUBLIC, pem))),
                factory.generatePrivate(new PKCS8EncodedKeySpec(block(PRIVATE, pem)))));
    }

    /** Both halves, the private one first. */
    String pem() {
        return block(PRIVATE, pair.getPrivate().getEncoded())
                + block(PUBLIC, pair.getPublic().getEncoded());
    }

    String type() {
        return pair.getPublic() instanceof RSAPublicKey ? "ssh-rsa" : "ssh-ed25519";
    }

    /** The line for authorized_keys, without a line end. */
    String publicLine() {
        return type() + " " + Base64.getEncoder().encodeToString(blob()) + " openztp";
    }

    /** The public half as the wire shows it. */
    byte[] blob() {
        ByteArrayOutputStream blob = new ByteArrayOutputStream();
        string(blob, type().getBytes(StandardCharsets.US_ASCII));
        if (pair.getPublic() instanceof RSAPublicKey rsa) {
            string(blob, number(rsa.getPublicExponent()));
            string(blob, number(rsa.getModulus()));
        } else {
            byte[] encoded = pair.getPublic().getEncoded();
            string(blob, Arrays.copyOfRange(encoded, encoded.length - ED25519_BYTES, encoded.length));
        }
        return blob.toByteArray();
    }

    /**
     * A signature as the wire shows it.
     *
     * @param algorithm ssh-ed25519, rsa-sha2-512, rsa-sha2-256, or ssh-rsa (SHA-1)
     */
    byte[] sign(byte[] data, String algorithm) {
        try {
            Signature signature = Signature.getInstance(JDK_NAMES.get(algorithm));
            signature.initSign(pair.getPrivate());
            signature.update(data);
            ByteArrayOutputStream blob = new ByteArrayOutputStream();
            string(blob, algorithm.getBytes(StandardCharsets.US_ASCII));
            string(blob, signature.sign());
            return blob.toByteArray();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("signing by " + algorithm, e);
        }
    }

    /** RFC 4251's mpint is what BigInteger gives: big endian two's complement, shortest form. */
    private static byte[] number(BigInteger value) {
        return value.toByteArray();
    }

    private static void string(ByteArrayOutputStream blob, byte[] bytes) {
        blob.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        blob.writeBytes(bytes);
    }

    private static String block(String kind, byte[] encoded) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
        return "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n";
    }

    private static byte[] block(String kind, String pem) throws GeneralSecurityException {
        Matcher m = Pattern.compile("-----BEGIN " + kind + "-----\\s+([A-Za-z0-9+/=\\s]+)-----END " + kind + "-----")
                .matcher(pem);
        if (!m.find()) {
            throw new GeneralSecurityException("there is no " + kind + " in it");
        }
        return Base64.getMimeDecoder().decode(m.group(1));
    }
}
