package org.openztp.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.config.Home;
import org.openztp.config.Settings;
import org.openztp.config.SettingsFile;
import org.openztp.config.ShippedFiles;
import org.openztp.db.Condition;
import org.openztp.db.DbConfig;
import org.openztp.firmware.Digests;
import org.openztp.firmware.FirmwareFolder;
import org.openztp.firmware.Images;
import org.openztp.job.Jobs;
import org.openztp.observe.Check;
import org.openztp.observe.Finding;
import org.openztp.observe.Finding.Level;
import org.openztp.pool.Pools;
import org.openztp.registration.DeviceFiles;
import org.openztp.script.Scripts;
import org.openztp.testkit.SettableClock;
import org.openztp.testkit.TestDb;

class ServerChecksIT {
    private static TestDb h2;
    private static TestDb mariaDb;

    @TempDir
    private Path folder;

    private final SettableClock clock = new SettableClock(Instant.now());

    @BeforeAll
    static void open() {
        h2 = TestDb.h2();
        mariaDb = TestDb.mariaDb();
    }

    @AfterAll
    static void close() {
        h2.close();
        mariaDb.close();
    }

    private static void has(Check check, Level level, String... words) {
        assertThat(check.findings()).anySatisfy(finding -> {
            assertThat(finding.level()).isEqualTo(level);
            assertThat(finding.toString()).contains(words);
        });
    }

    private DatabaseCheck database(TestDb db) {
        return new DatabaseCheck(db.db()::condition, clock);
    }

    @Test
    void aDatabaseIsNamedWithVersionPlaceAndTables() {
        has(database(h2), Level.OK, "H2 2", "answers in");
        has(database(mariaDb), Level.OK, "MariaDB 11.4", "jdbc:mariadb://127.0.0.1");
        for (TestDb db : List.of(h2, mariaDb)) {
            has(database(db), Level.OK, "its tables have version");
            has(database(db), Level.OK, "clock", "agree");
        }
    }

    @Test
    void clocksThatDisagreeAreNoticed() {
        clock.advance(Duration.ofSeconds(30));
        has(database(mariaDb), Level.WARNING, "clock", "s apart", "NTP");
        clock.advance(Duration.ofHours(2));
        has(database(h2), Level.WRONG, "clock", "s apart", "NTP");
    }

    @Test
    void tablesOfANewerServerAreWrong() {
        try (TestDb db = TestDb.mariaDb()) {
            db.db()
                    .run(tx -> tx.em()
                            .createNativeQuery(
                                    "insert into flyway_schema_history (installed_rank, version, description, type,"
                                            + " script, installed_by, execution_time, success)"
                                            + " values (900, '999', 'later', 'SQL', 'V999__later.sql', 'x', 1, true)")
                            .executeUpdate());

            has(database(db), Level.WRONG, "a newer OpenZTP made these tables (their version is 999)");
        }
    }

    @Test
    void aLookFromOutsideMakesAndChangesNothing() throws IOException {
        DbConfig config = DbConfig.embedded(folder, 1);
        has(new DatabaseCheck(() -> Condition.of(config), clock), Level.WRONG, "cannot be opened");
        assertThat(folder).isEmptyDirectory();

        TestDb.h2(folder).close();
        byte[] before = Files.readAllBytes(folder.resolve("ztp.mv.db"));
        has(new DatabaseCheck(() -> Condition.of(config), clock), Level.OK, "its tables have version");
        assertThat(folder.resolve("ztp.mv.db")).hasBinaryContent(before);

        DbConfig empty = TestDb.mariaDbConfig(1);
        has(new DatabaseCheck(() -> Condition.of(empty), clock), Level.OK, "no tables yet", "more step(s)");
        has(new DatabaseCheck(() -> Condition.of(empty), clock), Level.OK, "no tables yet", "more step(s)");
    }

    @Test
    void anEmbeddedDatabaseThatAServerHasOpenIsNoFault() throws IOException {
        TestDb.h2(folder).close();
        DbConfig config = DbConfig.embedded(folder, 1);
        try (FileChannel file = FileChannel.open(folder.resolve("ztp.mv.db"), StandardOpenOption.WRITE);
                FileLock another = file.lock()) {
            assertThat(another.isValid()).isTrue();
            has(new DatabaseCheck(() -> Condition.of(config), clock), Level.WARNING, "is in use", "--url");
        }
    }

    @Test
    void aWrongPasswordIsToldWithoutIt() {
        DbConfig right = mariaDb.config();
        DbConfig wrong = new DbConfig(right.url() + "?password=hush-hush", "nobody", "hush-hush", 1);

        List<Finding> findings = new DatabaseCheck(() -> Condition.of(wrong), clock).findings();

        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.level()).isEqualTo(Level.WRONG);
            assertThat(finding.what()).contains("Access denied");
            assertThat(finding.toString()).doesNotContain("hush-hush");
        });
    }

    @Test
    void overdueJobsAreCounted() {
        Jobs jobs = new Jobs(h2.db(), "nobody-runs-them", 1, clock);
        has(new JobsCheck(jobs, clock), Level.OK, "no job is overdue");

        h2.db().run(tx -> jobs.enqueue(tx, "provision", 1, clock.instant()));
        clock.advance(Duration.ofMinutes(3));
        has(new JobsCheck(jobs, clock), Level.WARNING, "1 job(s) are overdue, the oldest by 3 min");
        clock.advance(Duration.ofMinutes(30));
        has(new JobsCheck(jobs, clock), Level.WRONG, "the oldest by 33 min");
    }

    @Test
    void aFileThatIsRefusedIsNamedWithItsLine() throws IOException {
        Home home = new Home(folder).create(ShippedFiles.in(Path.of("conf")));
        try (Digests digests = new Digests()) {
            has(conf(home, digests), Level.OK, "in force as they are");

            Files.writeString(home.conf().resolve("firmware.yaml"), "images:\n  - nonsense: x\n");
            Files.writeString(home.conf().resolve("resources").resolve("lan.yaml"), "- 10.0.0.0/99\n");
            Files.writeString(home.conf().resolve("device").resolve("extra.sh"), "#!/bin/sh\necho\r\n");
            Files.delete(home.conf().resolve("scripts").resolve("init.sh"));

            Check conf = conf(home, digests);
            has(conf, Level.WRONG, "firmware.yaml:2: ");
            has(conf, Level.WRONG, "lan.yaml:1: ");
            has(conf, Level.WRONG, "extra.sh:2: ", "CR LF");
            has(conf, Level.WRONG, "init.sh: cannot be read");
            assertThat(conf.findings()).hasSize(4);
        }
    }

    @Test
    void anImageThatIsListedAndNotThereIsNamed() throws IOException {
        Home home = new Home(folder).create(ShippedFiles.in(Path.of("conf")));
        Files.writeString(
                home.conf().resolve("firmware.yaml"),
                "images:\n  - boards: [\"x,y\"]\n    release: 24.10.2\n    file: gone.bin\n");
        try (Digests digests = new Digests()) {
            has(conf(home, digests), Level.WRONG, "firmware.yaml", "gone.bin");
        }
    }

    private ConfCheck conf(Home home, Digests digests) {
        Path conf = home.conf();
        return ConfCheck.of(
                new Scripts(conf.resolve("scripts"), clock),
                new Images(conf.resolve("firmware.yaml"), new FirmwareFolder(home.firmware()), digests, clock),
                new Pools(conf.resolve("resources"), clock),
                new DeviceFiles(conf.resolve("device"), new DeviceFiles.Own(List.of(), ""), clock),
                PlanFiles.of(home, clock));
    }

    private Settings settings(Map<String, String> properties) {
        return new SettingsFile(new Home(folder), Optional.empty()).read(Map.of(), properties);
    }

    @Test
    void everybodyAsATrustedProxyIsWrong() {
        has(new SettingsCheck(settings(Map.of())), Level.OK, "no proxy is trusted");
        has(
                new SettingsCheck(settings(Map.of("ztp.http.trusted-proxies", "0.0.0.0/0"))),
                Level.WRONG,
                "0.0.0.0/0, which is everybody");
    }

    @Test
    void behindAProxyTheServerUrlIsMissed() {
        has(new SettingsCheck(settings(Map.of())), Level.OK, "server_url is not set");
        has(
                new SettingsCheck(settings(Map.of("ztp.http.trusted-proxies", "10.0.0.1"))),
                Level.WARNING,
                "server_url is not set");
        has(
                new SettingsCheck(settings(Map.of("ztp.server_url", "https://net.example/ztp"))),
                Level.OK,
                "routers are told https://net.example/ztp");
    }

    @Test
    void aPortThatIsTakenIsWrong() throws IOException {
        Settings.Http http;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            http = new Settings.Http("127.0.0.1", taken.getLocalPort(), List.of());
            has(new PortCheck(http), Level.WRONG, "port " + taken.getLocalPort(), "http.port");
        }
        has(new PortCheck(http), Level.OK, "is free");
    }
}
