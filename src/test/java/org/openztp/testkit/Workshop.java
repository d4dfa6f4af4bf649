package org.openztp.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.openztp.config.Home;
import org.openztp.config.Settings;
import org.openztp.db.Db;
import org.openztp.device.Device;
import org.openztp.device.DeviceHostKeys;
import org.openztp.device.DeviceState;
import org.openztp.device.Inventory;
import org.openztp.history.DeviceEvent;
import org.openztp.history.EventKind;
import org.openztp.job.Jobs;
import org.openztp.openwrt.Facts;
import org.openztp.openwrt.MacAddress;
import org.openztp.script.Reach;
import org.openztp.script.Runner;
import org.openztp.script.ScriptOrders;
import org.openztp.script.ScriptRun;
import org.openztp.script.ScriptRuns;
import org.openztp.script.Scripts;
import org.openztp.ssh.JschSsh;
import org.openztp.ssh.ServerKeys;

/**
 * All that works on devices over SSH, joined as in a server: a real database, real sessions, the shipped scripts, and a
 * clock that a test moves. Jobs are run by the test.
 */
public final class Workshop implements AutoCloseable {
    private static final ServerKeys KEYS = serverKeys();
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final SettableClock clock = new SettableClock();
    private final Db db;
    private final Inventory inventory;
    private final DeviceHostKeys hostKeys;
    private final JschSsh jsch;
    private final MortalSsh ssh;
    private final ScriptRuns runs = new ScriptRuns();
    private final Jobs jobs;
    private final Settings settings;
    private final Scripts scripts;

    /**
     * @param home an empty folder; the shipped conf is copied into it
     * @param db may be shared, and stays open
     */
    public Workshop(Path home, int sshPort, Db db) throws IOException {
        this.db = db;
        inventory = new Inventory(db, clock);
        hostKeys = new DeviceHostKeys(inventory);
        jsch = new JschSsh(KEYS, hostKeys, CONNECT);
        ssh = new MortalSsh(jsch);
        jobs = new Jobs(db, "workshop", 1, clock);
        copy(Path.of("conf"), home.resolve("conf"));
        settings = settings(new Home(home), sshPort, Duration.ofSeconds(60));
        scripts = new Scripts(settings.home().conf().resolve("scripts"), clock);
    }

    /** A runner with another script-timeout. */
    public Runner runner(Duration scriptTimeout) {
        Settings hasty = settings(settings.home(), settings.provision().sshPort(), scriptTimeout);
        return new Runner(inventory, runs, scripts, hasty);
    }

    private static Settings settings(Home home, int sshPort, Duration scriptTimeout) {
        return new Settings(
                home,
                Optional.empty(),
                new Settings.Http("127.0.0.1", 0, List.of()),
                new Settings.Database(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        10,
                        Duration.ofSeconds(1)),
                new Settings.Enrolment(Optional.empty()),
                new Settings.Provision(
                        List.of("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"),
                        4,
                        3,
                        Duration.ofSeconds(10),
                        Duration.ofMinutes(10),
                        CONNECT,
                        scriptTimeout,
                        Duration.ofMinutes(10),
                        "root",
                        sshPort,
                        false),
                new Settings.Scripts(64 * 1024),
                new Settings.Pull(Duration.ofMinutes(5)),
                new Settings.Dhcp("this_is_update_server"),
                new Settings.Ztps(List.of(), Settings.Identifier.SERIALNUMBER, true),
                new Settings.Firmware(home.firmware(), home.store(), 30L << 20, 0, 0, 0),
                new Settings.History(Duration.ofDays(90)),
                new Settings.Backup(Duration.ofDays(1), 20, Settings.BeforeFlash.OFF),
                new Settings.Upgrade(
                        4,
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(10),
                        Duration.ofDays(7),
                        Duration.ofHours(1),
                        Duration.ofMinutes(10),
                        List.of("uhttpd", "cron"),
                        Duration.ofMinutes(3),
                        Duration.ofSeconds(20),
                        35,
                        new Settings.Health(Duration.ZERO, Duration.ofMinutes(5)),
                        10),
                new Settings.Rollout(Duration.ofDays(365), false),
                new Settings.Images(
                        home.images(),
                        0,
                        200,
                        Duration.ofMinutes(10),
                        4L << 30,
                        8L << 30,
                        512,
                        20L << 30,
                        true,
                        Optional.empty()));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            Files.createDirectories(to.getParent());
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    /** Made once for each build. */
    private static ServerKeys serverKeys() {
        try {
            return new ServerKeys(Path.of("target", "test-keys"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public SettableClock clock() {
        return clock;
    }

    public Db db() {
        return db;
    }

    public Inventory inventory() {
        return inventory;
    }

    public DeviceHostKeys hostKeys() {
        return hostKeys;
    }

    public MortalSsh ssh() {
        return ssh;
    }

    public ServerKeys keys() {
        return KEYS;
    }

    public ScriptRuns runs() {
        return runs;
    }

    public Jobs jobs() {
        return jobs;
    }

    public Settings settings() {
        return settings;
    }

    public Scripts scripts() {
        return scripts;
    }

    public Path conf(String name) {
        return settings.home().conf().resolve(name);
    }

    public Reach reach() {
        return new Reach(ssh, hostKeys, inventory, settings.provision());
    }

    public Runner runner() {
        return new Runner(inventory, runs, scripts, settings);
    }

    public ScriptOrders orders() {
        return new ScriptOrders(inventory, runs, scripts, jobs);
    }

    /** A device at its first contact, met on this machine. */
    public long register(String mac) {
        return register(mac, "127.0.0.1");
    }

    /** A device at its first contact. */
    public long register(String mac, String address) {
        return db.tx(tx -> {
            Device device = new Device(new MacAddress(mac), DeviceState.REGISTERED, inventory.now());
            device.update(new Facts(device.mac(), Map.of("hostname", "OpenWrt")), inventory.now());
            device.metAt(address, "http://ztp.example:8080/ztp", inventory.now());
            return inventory.devices().add(tx, device).id();
        });
    }

    public Device device(long id) {
        return db.tx(tx -> inventory.devices().get(tx, id));
    }

    /** All of a device's runs, newest first. */
    public List<ScriptRun> runsOf(long device) {
        return db.tx(tx -> runs.list(tx, null, device, Long.MAX_VALUE, 100)).items();
    }

    public List<DeviceEvent> events(long device) {
        return db.tx(tx -> inventory.events().after(tx, device, null, 0, 500)).items();
    }

    /** What was kept of the output of all of a device's runs. */
    public String output(long device) {
        StringBuilder all = new StringBuilder();
        events(device).stream()
                .filter(event -> event.kind() == EventKind.OUTPUT)
                .forEach(event -> all.append(event.detail()));
        return all.toString();
    }

    @Override
    public void close() {
        jobs.close();
        jsch.close();
    }
}
