package org.openztp.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate authority and the certificate it made for 127.0.0.1, as PEM files in a folder. */
public final class Certificates {
    private static final String PASSWORD = "of-the-key-store";

    private final Path folder;
    private final KeyStore store;

    /** Makes them with the JDK's keytool. */
    public Certificates(Path folder) throws IOException, GeneralSecurityException {
        this.folder = folder;
        keytool("-genkeypair", "-alias", "ca", "-dname", "CN=authority", "-ext", "bc:c", "-keyalg", "RSA");
        keytool(
                "-genkeypair",
                "-alias",
                "server",
                "-dname",
                "CN=database",
                "-ext",
                "san=ip:127.0.0.1",
                "-keyalg",
                "RSA",
                "-signer",
                "ca");
        store = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(folder.resolve("store"))) {
            store.load(file, PASSWORD.toCharArray());
        }
        pem(authority(), "CERTIFICATE", store.getCertificate("ca").getEncoded());
        pem(certificate(), "CERTIFICATE", store.getCertificate("server").getEncoded());
        pem(key(), "PRIVATE KEY", store.getKey("server", PASSWORD.toCharArray()).getEncoded());
    }

    public Path authority() {
        return folder.resolve("ca.pem");
    }

    public Path certificate() {
        return folder.resolve("server.pem");
    }

    public Path key() {
        return folder.resolve("server-key.pem");
    }

    /** Serves the certificate, and trusts the authority and nobody else. */
    public SSLContext context() throws IOException, GeneralSecurityException {
        char[] password = PASSWORD.toCharArray();
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        own.setKeyEntry("server", store.getKey("server", password), password, store.getCertificateChain("server"));
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", store.getCertificate("ca"));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, password);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private void keytool(String... arguments) throws IOException {
        Path program = Path.of(System.getProperty("java.home"), "bin", "keytool");
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of(
                "-keystore", folder.resolve("store").toString(), "-storepass", PASSWORD, "-storetype", "PKCS12"));
        Lab.Output output = Lab.run(null, command);
        if (output.exit() != 0) {
            throw new IOException(output.text());
        }
    }

    private static void pem(Path file, String what, byte[] content) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        Files.writeString(
                file,
                "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n",
                StandardCharsets.US_ASCII);
    }
}
