package org.openztp.ssh;

import com.jcraft.jsch.HostKeyRepository;
import com.jcraft.jsch.Identity;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchAlgoNegoFailException;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import com.jcraft.jsch.SocketFactory;
import com.jcraft.jsch.UserInfo;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Sessions by JSch, in the ways that suit dropbear. Beside this class only {@link JschSession} knows JSch. */
public final class JschSsh implements Ssh, AutoCloseable {
    private static final int KEEP_ALIVES_MISSED = 3;

    private final ServerKeys keys;
    private final HostKeys hostKeys;
    private final Duration connectTimeout;
    private final Watchdog watchdog = new Watchdog();

    /**
     * @param connectTimeout for the TCP connection, and once more for all of the handshake and the sign-in; also the
     *     pause between signs of life, of which three may be missed
     */
    public JschSsh(ServerKeys keys, HostKeys hostKeys, Duration connectTimeout) {
        this.keys = keys;
        this.hostKeys = hostKeys;
        this.connectTimeout = connectTimeout;
    }

    /** Dropbear allows three tries a connection: none, password and one key in the first, the other key in a second. */
    @Override
    public SshSession connect(SshTarget target) throws IOException {
        List<ServerKey> order = keys.inOrder(target.rsaUserKey());
        try {
            return open(target, "password,publickey", order.get(0));
        } catch (SignInRefused e) {
            return open(target, "publickey", order.get(1));
        }
    }

    private SshSession open(SshTarget target, String methods, ServerKey key) throws IOException {
        List<HostKey> accepted = hostKeys.accepted(target.deviceId());
        Line line = new Line(connectTimeout);
        HostKeyRule rule = new HostKeyRule(accepted);
        try (Watchdog.Guard guard = watchdog.guard(connectTimeout.multipliedBy(2), line::close)) {
            Session session = prepare(target, methods, key);
            session.setConfig("server_host_key", hostKeyAlgorithms(accepted, target.legacy()));
            session.setHostKeyRepository(rule);
            session.setSocketFactory(line);
            try {
                session.connect(Math.toIntExact(connectTimeout.toMillis()));
            } catch (JSchException e) {
                line.close();
                throw told(target, rule, guard, e);
            }
            if (accepted.isEmpty()) {
                hostKeys.pin(target.deviceId(), rule.seen);
            }
            return new JschSession(session, line, watchdog);
        } catch (JSchException e) {
            throw new IOException(target.address() + ": " + e.getMessage(), e);
        }
    }

    private Session prepare(SshTarget target, String methods, ServerKey key) throws JSchException {
        JSch jsch = new JSch();
        jsch.addIdentity(new UserKey(key), null);
        Session session = jsch.getSession(target.user(), target.address(), target.port());
        session.setPassword(new byte[0]);
        session.setDaemonThread(true);
        session.setServerAliveInterval(Math.toIntExact(connectTimeout.toMillis()));
        session.setServerAliveCountMax(KEEP_ALIVES_MISSED);
        session.setConfig("StrictHostKeyChecking", "yes");
        session.setConfig("PreferredAuthentications", methods);
        session.setConfig("MaxAuthTries", "3");
        boolean old = target.legacy() || target.rsaUserKey();
        session.setConfig("PubkeyAcceptedAlgorithms", "ssh-ed25519,rsa-sha2-256" + (old ? ",ssh-rsa" : ""));
        return session;
    }

    /** Why the connection did not come about, as one of the contract's exceptions. */
    private IOException told(SshTarget target, HostKeyRule rule, Watchdog.Guard guard, JSchException e) {
        if (rule.refused) {
            hostKeys.offered(target.deviceId(), rule.seen);
            return new HostKeyChanged(target.address() + " shows another " + rule.seen.type() + " host key");
        }
        String words = String.valueOf(e.getMessage());
        if (guard.fired()) {
            return new SshTimeout(target.address() + ": no session within " + connectTimeout.multipliedBy(2));
        }
        if (words.startsWith("Auth ") || words.contains("authentication failures")) {
            return new SignInRefused(
                    target.address() + ": neither the empty password nor the server's keys are let in");
        }
        if (e instanceof JSchAlgoNegoFailException nego
                && nego.getServerProposal().equals("ssh-rsa")) {
            return new LegacyHostKey(target.address() + " has no host key but one of ssh-rsa");
        }
        return new IOException(target.address() + ": " + words, e);
    }

    /** The pinned type first, so that a device with several host keys shows the one on record. */
    private static String hostKeyAlgorithms(List<HostKey> accepted, boolean legacy) {
        Set<String> order = new LinkedHashSet<>();
        accepted.forEach(key -> order.addAll(algorithms(key.type())));
        for (String type : List.of("ssh-ed25519", "ecdsa-sha2-nistp256", "ssh-rsa")) {
            order.addAll(algorithms(type));
        }
        if (legacy) {
            order.add("ssh-rsa");
        }
        return String.join(",", order);
    }

    private static List<String> algorithms(String type) {
        return type.equals("ssh-rsa") ? List.of("rsa-sha2-512", "rsa-sha2-256") : List.of(type);
    }

    @Override
    public void close() {
        watchdog.close();
    }

    /** The TCP connection, kept at hand because closing it ends every call of JSch at once. */
    static final class Line implements SocketFactory {
        private final Duration timeout;
        private final Socket socket = new Socket();

        Line(Duration timeout) {
            this.timeout = timeout;
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            socket.connect(new InetSocketAddress(host, port), Math.toIntExact(timeout.toMillis()));
            return socket;
        }

        @Override
        public InputStream getInputStream(Socket of) throws IOException {
            return of.getInputStream();
        }

        @Override
        public OutputStream getOutputStream(Socket of) throws IOException {
            return of.getOutputStream();
        }

        void close() {
            try {
                socket.close();
            } catch (IOException e) {
                // it is gone either way
            }
        }
    }

    /** Any key on the first sight; afterwards only those on record, whatever the type. */
    private static final class HostKeyRule implements HostKeyRepository {
        private final List<HostKey> accepted;
        private HostKey seen;
        private boolean refused;

        HostKeyRule(List<HostKey> accepted) {
            this.accepted = accepted;
        }

        @Override
        public int check(String host, byte[] blob) {
            byte[] type = new byte[ByteBuffer.wrap(blob).getInt()];
            System.arraycopy(blob, Integer.BYTES, type, 0, type.length);
            seen = new HostKey(
                    new String(type, StandardCharsets.US_ASCII),
                    Base64.getEncoder().encodeToString(blob));
            refused = !accepted.isEmpty() && !accepted.contains(seen);
            return refused ? CHANGED : OK;
        }

        @Override
        public void add(com.jcraft.jsch.HostKey key, UserInfo ui) {}

        @Override
        public void remove(String host, String type) {}

        @Override
        public void remove(String host, String type, byte[] key) {}

        @Override
        public String getKnownHostsRepositoryID() {
            return "pinned host keys";
        }

        @Override
        public com.jcraft.jsch.HostKey[] getHostKey() {
            return new com.jcraft.jsch.HostKey[0];
        }

        @Override
        public com.jcraft.jsch.HostKey[] getHostKey(String host, String type) {
            return new com.jcraft.jsch.HostKey[0];
        }
    }

    /** A key of the server as JSch asks for it; signed by the JDK, so that no further library reads the key. */
    private record UserKey(ServerKey key) implements Identity {
        @Override
        public boolean setPassphrase(byte[] passphrase) {
            return true;
        }

        @Override
        public byte[] getPublicKeyBlob() {
            return key.blob();
        }

        @Override
        public byte[] getSignature(byte[] data) {
            return getSignature(data, key.type());
        }

        @Override
        public byte[] getSignature(byte[] data, String algorithm) {
            return key.sign(data, algorithm);
        }

        @Override
        public String getAlgName() {
            return key.type();
        }

        @Override
        public String getName() {
            return "openztp";
        }

        @Override
        public boolean isEncrypted() {
            return false;
        }

        @Override
        public void clear() {}
    }
}
