package org.openztp.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;

/**
 * An SSH server inside this JVM. Each command goes to the first program whose pattern it holds. It keeps its port when
 * it goes down and comes up again.
 */
public final class FakeSshd implements AutoCloseable {
    /** What a command does; its result is the exit code, a negative one ends the channel without telling one. */
    public interface Program {
        int run(Call call) throws Exception;
    }

    /** One command under way. */
    public record Call(String command, Matcher match, InputStream in, OutputStream out) {
        public void print(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
    }

    private record Rule(Pattern pattern, Program program) {}

    private final List<Rule> rules = new CopyOnWriteArrayList<>();
    private final List<String> authorized = new CopyOnWriteArrayList<>();
    private final List<String> signIns = new CopyOnWriteArrayList<>();
    private final Set<IoSession> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean emptyPassword = true;
    private volatile boolean sha1Only;
    private volatile List<KeyPair> hostKeys = List.of(keyPair("EC"));
    private final String address;
    private SshServer server;
    private int port;

    public FakeSshd() {
        this("127.0.0.1", 0);
    }

    /** @param address of the loopback, so that many may have one port; port 0 for a free one */
    public FakeSshd(String address, int port) {
        this.address = address;
        this.port = port;
        up();
    }

    public int port() {
        return port;
    }

    /** A later rule is asked before the earlier ones. */
    public void on(String pattern, Program program) {
        rules.add(0, new Rule(Pattern.compile(pattern, Pattern.DOTALL), program));
    }

    public void emptyPassword(boolean allowed) {
        emptyPassword = allowed;
    }

    /** Lets a key in, given as a line of authorized_keys. */
    public void authorize(String line) {
        authorized.add(line);
    }

    /** Every way of signing in that was tried, in order. */
    public List<String> signIns() {
        return signIns;
    }

    /** The connections in which a sign-in was tried. */
    public Set<IoSession> connections() {
        return connections;
    }

    /** @param algorithms of the JDK: EC, RSA */
    public void newHostKeys(String... algorithms) {
        hostKeys(Arrays.stream(algorithms).map(FakeSshd::keyPair).toList());
    }

    public void addHostKey(String algorithm) {
        List<KeyPair> more = new ArrayList<>(hostKeys);
        more.add(keyPair(algorithm));
        hostKeys(more);
    }

    /** Has one host key, of RSA, and signs by SHA-1 alone, as the dropbear of OpenWrt 18.06 does. */
    public void signBySha1() {
        sha1Only = true;
        newHostKeys("RSA");
    }

    private void hostKeys(List<KeyPair> pairs) {
        hostKeys = List.copyOf(pairs);
        if (server != null) {
            down();
            up();
        }
    }

    public synchronized void up() {
        if (server != null) {
            return;
        }
        SshServer next = SshServer.setUpDefaultServer();
        next.setHost(address);
        next.setPort(port);
        next.setKeyPairProvider(KeyPairProvider.wrap(hostKeys));
        if (sha1Only) {
            next.setSignatureFactories(List.of(BuiltinSignatures.rsa));
        }
        next.setPasswordAuthenticator((user, password, session) -> {
            connections.add(session.getIoSession());
            signIns.add("password");
            return emptyPassword && password.isEmpty();
        });
        next.setPublickeyAuthenticator((user, key, session) -> {
            connections.add(session.getIoSession());
            String line = PublicKeyEntry.toString(key);
            signIns.add(line.substring(0, line.indexOf(' ')));
            return authorized.stream().anyMatch(known -> known.startsWith(line));
        });
        next.setCommandFactory((channel, command) -> new Running(command));
        try {
            next.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server = next;
        port = next.getPort();
    }

    /** Ends every connection and refuses new ones. */
    public synchronized void down() {
        if (server == null) {
            return;
        }
        SshServer last = server;
        server = null;
        for (Session session : last.getActiveSessions()) {
            session.close(true);
        }
        last.close(true);
    }

    /** Ends every connection; new ones are welcome. */
    public synchronized void cut() {
        for (Session session : server.getActiveSessions()) {
            session.close(true);
        }
    }

    @Override
    public void close() {
        down();
    }

    private static KeyPair keyPair(String algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(algorithm.equals("EC") ? 256 : 2048);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private final class Running implements Command {
        private final String line;
        private InputStream in;
        private OutputStream out;
        private ExitCallback exit;
        private ChannelSession channel;
        private Thread thread;

        Running(String line) {
            this.line = line;
        }

        @Override
        public void start(ChannelSession of, Environment environment) {
            channel = of;
            thread = new Thread(
                    this::run, "fake sshd: " + line.lines().findFirst().orElse(""));
            thread.setDaemon(true);
            thread.start();
        }

        private void run() {
            int code = 127;
            try {
                for (Rule rule : rules) {
                    Matcher match = rule.pattern().matcher(line);
                    if (match.find()) {
                        code = rule.program().run(new Call(line, match, in, out));
                        break;
                    }
                }
            } catch (Exception e) {
                code = -1;
            }
            if (code < 0) {
                channel.close(false);
            } else {
                exit.onExit(code);
            }
        }

        @Override
        public void destroy(ChannelSession of) {
            thread.interrupt();
        }

        @Override
        public void setInputStream(InputStream in) {
            this.in = in;
        }

        @Override
        public void setOutputStream(OutputStream out) {
            this.out = out;
        }

        @Override
        public void setErrorStream(OutputStream err) {}

        @Override
        public void setExitCallback(ExitCallback callback) {
            exit = callback;
        }
    }
}
