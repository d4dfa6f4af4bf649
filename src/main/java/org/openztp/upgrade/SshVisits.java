package org.openztp.upgrade;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import org.openztp.device.Device;
import org.openztp.openwrt.Ash;
import org.openztp.script.Reach;
import org.openztp.script.Reached;
import org.openztp.script.Reason;
import org.openztp.script.ScriptRun;
import org.openztp.script.Unreachable;
import org.openztp.ssh.ConnectionLost;
import org.openztp.ssh.HostKeys;
import org.openztp.ssh.Ssh;
import org.openztp.ssh.SshTimeout;

/** By SSH, a session each time. */
public final class SshVisits implements Visits {
    private static final Duration SHORT = Duration.ofSeconds(60);
    private static final int MOST = 64 * 1024;
    private static final String FILE = "/tmp/ztp-upgrade.sh";
    private static final int NOT_BEGUN = 252;
    private static final int GOES_ON = 253;
    private static final int VANISHED = 254;
    private static final int STOPPED = 0;
    private static final String LOOK = resource("look.sh");
    private static final String SETTLE = resource("settle.sh");

    private final Reach reach;
    private final Reach wipedReach;
    private final AnyHostKey anyKey;
    private final Duration bringing;

    /**
     * @param wiped the way to a router that may show any host key, which this one then knows
     * @param bringing how long an image may take on its way
     */
    public SshVisits(Reach reach, Reach wiped, AnyHostKey anyKey, Duration bringing) {
        this.reach = reach;
        this.wipedReach = wiped;
        this.anyKey = anyKey;
        this.bringing = bringing;
    }

    /** @param ssh makes what opens sessions to routers whose keys these are */
    public static SshVisits of(Reach reach, Function<HostKeys, Ssh> ssh, Duration bringing) {
        AnyHostKey anyKey = new AnyHostKey();
        return new SshVisits(reach, reach.by(ssh.apply(anyKey)), anyKey, bringing);
    }

    @Override
    public Seen look(Device device, boolean wiped) throws Unreachable, InterruptedIOException {
        try (Reached reached = (wiped ? wipedReach : reach).to(device)) {
            Answer answer = ask(reached, LOOK);
            if (answer.code() != 0) {
                throw new Unreachable(Reason.NOT_OPENWRT, "it tells no release of OpenWrt");
            }
            return Seen.of(reached.bootId(), answer.text(), wiped ? anyKey.shown(device.id()) : null);
        }
    }

    @Override
    public Heard hear(Device device, ScriptRun run, byte[] program) throws Unreachable, InterruptedIOException {
        long from = run.outputBytes();
        try (Reached reached = reach.to(device)) {
            if (!reached.bootId().equals(run.bootId())) {
                return new Heard(from, "", 0, new Heard.Vanished());
            }
            String command = UpgradeProgram.visit(run.key(), run.bootId(), FILE, from);
            Answer answer = ask(reached, command);
            if (answer.code() == NOT_BEGUN) {
                try {
                    put(reached, new ByteArrayInputStream(program), FILE, SHORT);
                } catch (IOException e) {
                    return new Heard(from, e.getMessage(), 0, new Heard.Ended(PrepareEnd.NO_ROOM.exit()));
                }
                answer = ask(reached, command);
            }
            return heard(from, answer);
        }
    }

    private static Heard heard(long from, Answer answer) {
        if (answer.code() == GOES_ON) {
            int whole = wholeLines(answer.bytes());
            return new Heard(from, new String(answer.bytes(), 0, whole, UTF_8), whole, new Heard.Running());
        }
        Heard.End end = answer.code() == VANISHED || answer.code() == NOT_BEGUN
                ? new Heard.Vanished()
                : new Heard.Ended(answer.code());
        return new Heard(from, answer.text(), answer.bytes().length, end);
    }

    /** The last line may not be complete yet; one that is too long for a visit comes in pieces. */
    private static int wholeLines(byte[] bytes) {
        for (int end = bytes.length; end > 0; end--) {
            if (bytes[end - 1] == '\n') {
                return end;
            }
        }
        return bytes.length < MOST ? 0 : bytes.length;
    }

    @Override
    public void bring(Device device, InputStream image) throws IOException, Unreachable {
        try (Reached reached = reach.to(device)) {
            put(reached, image, UpgradeProgram.UPLOAD, bringing);
        }
    }

    @Override
    public boolean stop(Device device, ScriptRun run) throws Unreachable, InterruptedIOException {
        try (Reached reached = reach.to(device)) {
            return !reached.bootId().equals(run.bootId())
                    || ask(reached, UpgradeProgram.stop(run.key())).code() == STOPPED;
        }
    }

    @Override
    public void settle(Device device, String sha256) throws Unreachable, InterruptedIOException {
        try (Reached reached = reach.to(device)) {
            ask(reached, Ash.command(List.of("sh", "-c", SETTLE, "ztp-settle", sha256)));
        }
    }

    private record Answer(int code, byte[] bytes) {
        String text() {
            return new String(bytes, UTF_8);
        }
    }

    private static Answer ask(Reached reached, String command) throws Unreachable, InterruptedIOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            OptionalInt code = reached.session()
                    .exec(
                            command,
                            (bytes, offset, length) -> out.write(bytes, offset, Math.min(length, MOST - out.size())),
                            SHORT);
            if (code.isEmpty()) {
                throw new Unreachable(Reason.SSH_UNREACHABLE, "the connection was lost");
            }
            return new Answer(code.getAsInt(), Arrays.copyOf(out.toByteArray(), out.size()));
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            throw new Unreachable(Reason.SSH_UNREACHABLE, e.getMessage());
        }
    }

    /** @throws IOException the router cannot keep it, or the content cannot be read */
    private static void put(Reached reached, InputStream content, String path, Duration timeout)
            throws IOException, Unreachable {
        try {
            reached.session().put(content, path, timeout);
        } catch (ConnectionLost | SshTimeout e) {
            throw new Unreachable(Reason.SSH_UNREACHABLE, e.getMessage());
        }
    }

    private static String resource(String name) {
        try (InputStream in = SshVisits.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
