package org.openztp.script;

import jakarta.persistence.LockModeType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.openztp.config.Settings;
import org.openztp.device.Device;
import org.openztp.device.Inventory;
import org.openztp.history.DeviceEvent;
import org.openztp.openwrt.Ash;
import org.openztp.openwrt.Facts;
import org.openztp.openwrt.InvalidValue;
import org.openztp.ssh.ConnectionLost;
import org.openztp.ssh.SshSession;
import org.openztp.ssh.SshTimeout;

/**
 * Runs one script on one device, started once however often the same run is asked for: the device remembers the run
 * until its end is stored here, and tells a second asker the first one's exit code.
 */
public final class Runner {
    /** What {@code run.sh} exits with when there is nothing to wait for. */
    private static final int NO_TRACE = 254;

    private static final Duration SHORT = Duration.ofSeconds(10);
    private static final String PROGRAM = resource("run.sh");
    private static final String CLEAN = resource("clean.sh");
    /** More than any hostname has. */
    private static final int LONGEST_NAME = 200;

    private final Inventory inventory;
    private final ScriptRuns runs;
    private final Scripts library;
    private final Settings settings;
    private final Duration timeout;

    public Runner(Inventory inventory, ScriptRuns runs, Scripts library, Settings settings) {
        this.inventory = inventory;
        this.runs = runs;
        this.library = library;
        this.settings = settings;
        this.timeout = settings.provision().scriptTimeout();
    }

    /** What every script finds in its environment on this device. */
    public Map<String, String> environment(Device device) {
        return Map.of(
                "ZTP_ID",
                device.id().toString(),
                "ZTP_SERVER",
                settings.serverUrlFor(device.serverUrl()),
                "ZTP_HOSTNAME",
                "wrt" + device.number());
    }

    /**
     * Uploads the script, starts it or waits for the one that was started before, keeps its output and its end, and
     * removes it. The run is RUNNING and has its boot id; afterwards it has ended, unless its end is not known: then the
     * outcome is Lost or Vanished, and the caller decides what to make of it.
     *
     * @param environment what the script finds in its environment
     * @throws org.openztp.config.BadFile the script is not in the library any more
     * @throws InterruptedIOException this server is shutting down; the run goes on at its next start
     */
    public Outcome run(SshSession session, ScriptRun run, Map<String, String> environment) throws IOException {
        Script script = script(run);
        Printed output = output(inventory, run);
        return run(session, run, () -> Files.newInputStream(script.file()), environment, output);
    }

    /**
     * The same with a program that is in no library, and with another place for what it prints.
     *
     * @param program with its environment in it
     */
    public Outcome run(SshSession session, ScriptRun run, byte[] program, Printed output) throws IOException {
        return run(session, run, () -> new ByteArrayInputStream(program), Map.of(), output);
    }

    /** @throws org.openztp.config.BadFile it is not in the library any more */
    Script script(ScriptRun run) {
        return library.get(run.script());
    }

    /** Where everything goes that the run of a script prints. */
    Printed output(Inventory within, ScriptRun run) {
        return new RunOutput(within, runs, run, settings.scripts().outputLimitBytes());
    }

    private interface Content {
        InputStream open() throws IOException;
    }

    private Outcome run(
            SshSession session, ScriptRun run, Content content, Map<String, String> environment, Printed output)
            throws IOException {
        boolean asked = false;
        try {
            Duration left = timeLeft(run);
            try (InputStream program = content.open()) {
                session.put(program, onDevice(run), left);
            }
            asked = true;
            OptionalInt code = session.exec(command(run, environment), output, left);
            output.finish();
            if (code.isEmpty()) {
                return new Outcome.Lost(asked);
            }
            return ended(session, run, code.getAsInt(), output.lastLine());
        } catch (ConnectionLost e) {
            return new Outcome.Lost(asked);
        } catch (SshTimeout e) {
            output.finish();
            String words = "no end within " + timeout;
            end(run, stored -> stored.fail(Reason.SCRIPT_TIMEOUT, words, inventory.now()));
            return new Outcome.TimedOut();
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            end(run, stored -> stored.fail(Reason.SCRIPT_FAILED, e.getMessage(), inventory.now()));
            return new Outcome.NotUploaded(e.getMessage());
        }
    }

    /**
     * Removes what a run left on the device, and puts on record what that is called by now; for an end that is stored. A
     * device that does not answer forgets it all, and tells its name when it registers.
     */
    public void clean(SshSession session, ScriptRun run) throws IOException {
        String command = Ash.command(List.of("sh", "-c", CLEAN, "ztp-clean", onDevice(run), "/tmp/.ztp-" + run.key()));
        ByteArrayOutputStream name = new ByteArrayOutputStream();
        try {
            session.exec(
                    command,
                    (bytes, offset, length) -> name.write(bytes, offset, Math.min(length, LONGEST_NAME - name.size())),
                    SHORT);
        } catch (ConnectionLost | SshTimeout e) {
            // /tmp lives no longer than the device's next boot
            return;
        }
        called(run.deviceId(), name.toString(StandardCharsets.US_ASCII));
    }

    private void called(long deviceId, String name) {
        inventory.db().txRetrying(tx -> {
            Optional.ofNullable(tx.em().find(Device.class, deviceId, LockModeType.PESSIMISTIC_WRITE))
                    .ifPresent(device -> inventory.events().addAll(tx, named(device, name)));
            return null;
        });
    }

    /** One event when it is another name than before; what can be none is left aside. */
    private List<DeviceEvent> named(Device device, String name) {
        Map<String, String> facts = new TreeMap<>(device.facts());
        facts.put("mac", device.mac().value());
        facts.put(Facts.HOSTNAME, name);
        try {
            return device.update(Facts.of(facts), inventory.now());
        } catch (InvalidValue e) {
            return List.of();
        }
    }

    private Outcome ended(SshSession session, ScriptRun run, int code, String lastLine) throws IOException {
        if (code == NO_TRACE && !hasEnded(session, run)) {
            return new Outcome.Vanished();
        }
        end(run, stored -> stored.end(code, lastLine, inventory.now()));
        clean(session, run);
        return Outcome.Ended.of(code, lastLine);
    }

    private static boolean hasEnded(SshSession session, ScriptRun run) throws IOException {
        String exit = Ash.quote("/tmp/.ztp-" + run.key() + "/exit");
        return session.exec("[ -e " + exit + " ]", (bytes, offset, length) -> {}, SHORT)
                        .orElse(1)
                == 0;
    }

    private void end(ScriptRun run, Function<ScriptRun, DeviceEvent> verb) {
        inventory.db().txRetrying(tx -> {
            runs.find(tx, run.id())
                    .filter(stored -> !stored.state().isEnd())
                    .ifPresent(stored -> inventory.events().add(tx, verb.apply(stored)));
            return null;
        });
    }

    /** A run that is asked for after its time gets the moment it takes to tell that it has ended. */
    private Duration timeLeft(ScriptRun run) {
        Duration left = timeout.minus(Duration.between(run.startedAt(), inventory.now()));
        return left.compareTo(SHORT) > 0 ? left : SHORT.compareTo(timeout) < 0 ? SHORT : timeout;
    }

    private static String command(ScriptRun run, Map<String, String> environment) {
        String assignments = environment.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + Ash.quote(entry.getValue()) + " ")
                .sorted()
                .collect(Collectors.joining());
        List<String> words = new ArrayList<>(List.of("sh", "-c", PROGRAM, "ztp-run"));
        words.addAll(List.of(run.key(), run.bootId(), onDevice(run)));
        words.addAll(run.arguments());
        return assignments + Ash.command(words);
    }

    private static String onDevice(ScriptRun run) {
        return "/tmp/" + run.script();
    }

    private static String resource(String name) {
        try (InputStream in = Runner.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
