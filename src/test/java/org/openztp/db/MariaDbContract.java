package org.openztp.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.persistence.PersistenceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.mariadb.jdbc.MariaDbDataSource;
import org.openztp.testkit.Certificates;
import org.openztp.testkit.Heard;
import org.openztp.testkit.MariaDbServer;

/** How a MariaDB server is come to terms with: its settings, its users, its certificate, its absence. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MariaDbContract {
    private static final String PASSWORD = "hush-hush-42";
    private static final DbConfig.Opening PATIENT = new DbConfig.Opening(null, Duration.ofMinutes(3));

    private Certificates certificates;
    private MariaDbServer server;

    abstract MariaDbServer.Edition edition();

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        certificates = new Certificates(folder);
        server = MariaDbServer.installed(edition(), tls());
        server.sql("create user pupil@'%' identified by '" + PASSWORD + "'", "grant all on *.* to pupil@'%'");
    }

    private String[] tls() {
        return new String[] {
            "--ssl-ca=" + certificates.authority(),
            "--ssl-cert=" + certificates.certificate(),
            "--ssl-key=" + certificates.key()
        };
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private static DbConfig config(String url) {
        return new DbConfig(url, "pupil", PASSWORD, 2);
    }

    private static void openAndClose(DbConfig config) {
        Db.open(config).close();
    }

    @Test
    void aSchemaOfAnotherCharacterSetIsRefusedWithTheStatementThatMendsIt() {
        server.sql("create database latin character set latin1");
        assertThatThrownBy(() -> openAndClose(config(server.url("latin"))))
                .isInstanceOf(DatabaseUnfit.class)
                .hasMessageContaining("latin1");
        server.sql("alter database latin character set utf8mb4 collate utf8mb4_bin");
        assertThatCode(() -> openAndClose(config(server.url("latin")))).doesNotThrowAnyException();
    }

    @Test
    void anEngineWithoutTransactionsIsRefused() {
        String url = server.freshSchema();
        server.sql("set global default_storage_engine = MyISAM");
        try {
            assertThatThrownBy(() -> openAndClose(config(url)))
                    .isInstanceOf(DatabaseUnfit.class)
                    .hasMessageContaining("MyISAM")
                    .hasMessageContaining("default_storage_engine");
        } finally {
            server.sql("set global default_storage_engine = InnoDB");
        }
    }

    @Test
    void aTableThatWasMovedToSuchAnEngineIsNamed() {
        String url = server.freshSchema();
        openAndClose(config(url));
        String schema = url.substring(url.lastIndexOf('/') + 1);
        server.sql("alter table " + schema + ".device_event engine = MyISAM");
        assertThatThrownBy(() -> openAndClose(config(url)))
                .hasMessageContaining("alter table device_event engine=InnoDB");
    }

    @Test
    void aServerThatIsTooOldIsRefused() {
        String url = server.freshSchema();
        server.kill();
        server.start("--version=10.5.28-MariaDB");
        try {
            assertThatThrownBy(() -> openAndClose(config(url)))
                    .isInstanceOf(DatabaseUnfit.class)
                    .hasMessageContaining("10.5.28")
                    .hasMessageContaining("10.6");
        } finally {
            server.kill();
            server.start(tls());
        }
    }

    @Test
    void anAddressWithoutASchemaIsRefused() {
        assertThatThrownBy(() -> openAndClose(config(server.url("")))).hasMessageContaining("names no schema");
    }

    @Test
    void aServerThatCutsValuesIsMadeStrictByTheOwnPoolAndRefusedBehindAContainers() throws SQLException {
        String url = server.freshSchema() + "?jdbcCompliantTruncation=false"; // else the driver would see to it
        server.sql("set global sql_mode = ''");
        try {
            try (Db db = Db.open(config(url))) {
                assertThatThrownBy(() -> db.tx(tx -> tx.em()
                                .createNativeQuery("insert into enrolment_secret (hash, created_at) values (?, now())")
                                .setParameter(1, "x".repeat(65))
                                .executeUpdate()))
                        .isInstanceOf(PersistenceException.class);
            }
            MariaDbDataSource container = new MariaDbDataSource(url + "&user=pupil&password=" + PASSWORD);
            assertThatThrownBy(() -> Db.open(container, DbConfig.Opening.USUAL))
                    .isInstanceOf(DatabaseUnfit.class)
                    .hasMessageContaining("STRICT_ALL_TABLES");
        } finally {
            server.sql("set global sql_mode = default");
        }
    }

    @Test
    void theStatementsOfTheManualGiveEachUserWhatItNeedsAndNoMore() throws Exception {
        Matcher block = Pattern.compile("(?s)```sql\n(create database ztp.*?)```")
                .matcher(Files.readString(Path.of("src", "site", "markdown", "operating.md")));
        assertThat(block.find()).isTrue();
        server.sql(block.group(1).strip().split(";\\s*"));
        DbConfig runtime = new DbConfig(server.url("ztp"), "ztp", "change-me", 2);
        assertThatThrownBy(() -> openAndClose(runtime))
                .isInstanceOf(DatabaseUnfit.class)
                .hasMessageContaining("denied");

        Login migrator = new Login("ztp_migration", "change-me-too");
        DbConfig.Opening opening = new DbConfig.Opening(migrator, Duration.ZERO);
        try (Db db = Db.open(new DbConfig(runtime.url(), "ztp", "change-me", 2, opening))) {
            long id = db.tx(tx -> DbContract.add(tx, "by the runtime user"));
            assertThat(id).isPositive();
            assertThat(db.condition().tables().pending()).isZero();
            for (String act :
                    new String[] {"drop table device", "create table more (id int)", "truncate device_event"}) {
                assertThatThrownBy(
                                () -> db.tx(tx -> tx.em().createNativeQuery(act).executeUpdate()))
                        .as(act)
                        .hasStackTraceContaining("denied");
            }
        }
        MariaDbDataSource container = new MariaDbDataSource(runtime.url() + "?user=ztp&password=change-me");
        Db.open(container, opening).close();
        openAndClose(runtime);

        assertThat(Condition.of(runtime).tables().fault()).isNull();
        DbConfig.Opening mistyped = new DbConfig.Opening(new Login("ztp_migration", "change-me"), Duration.ZERO);
        assertThatThrownBy(() -> Condition.of(new DbConfig(runtime.url(), "ztp", "change-me", 2, mistyped)))
                .hasMessageContaining("Access denied for user 'ztp_migration'");
    }

    @Test
    void aContainersDataSourceIsMigratedByTheMigrationUser() throws SQLException {
        server.sql(
                "create database behind character set utf8mb4",
                "create user reader@'%' identified by '" + PASSWORD + "'",
                "grant select, insert, update, delete on behind.* to reader@'%'");
        MariaDbDataSource container = new MariaDbDataSource(server.url("behind") + "?user=reader&password=" + PASSWORD);
        assertThatThrownBy(() -> Db.open(container, DbConfig.Opening.USUAL)).hasMessageContaining("denied");

        Login migrator = new Login("pupil", PASSWORD);
        try (Db db = Db.open(container, new DbConfig.Opening(migrator, Duration.ZERO))) {
            db.run(tx -> DbContract.add(tx, "by the container's user"));
        }
    }

    @Test
    void noThreadIsLeftBehind() {
        String url = server.freshSchema();
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        openAndClose(config(url));
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .filteredOn(thread -> thread != Thread.currentThread())
                        .isSubsetOf(before));
    }

    @Test
    void aWrongPasswordIsToldWithoutAWait() {
        DbConfig wrong = new DbConfig(server.freshSchema(), "pupil", "no-" + PASSWORD, 2, PATIENT);
        assertThatThrownBy(() -> openAndClose(wrong))
                .isInstanceOf(DatabaseUnfit.class)
                .hasMessageContaining("Access denied for user 'pupil'");
    }

    @Test
    void aServerThatIsNotThereYetIsWaitedFor() {
        String url = server.freshSchema();
        server.kill();
        try (Heard heard = new Heard()) {
            CompletableFuture<Db> opening = CompletableFuture.supplyAsync(
                    () -> Db.open(new DbConfig(url, "pupil", PASSWORD, 2, PATIENT)), work -> new Thread(work).start());
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> heard.lines().stream().anyMatch(line -> line.contains("it is waited for")));
            server.start(tls());
            opening.join().close();
            assertThat(heard.lines()).noneMatch(line -> line.contains(PASSWORD));
        }
    }

    @Test
    void aServerThatNeverComesEndsTheWaitInWords() {
        String url = "jdbc:mariadb://127.0.0.1:1/ztp?user=pupil&password=" + PASSWORD;
        DbConfig nowhere = new DbConfig(url, null, null, 2, new DbConfig.Opening(null, Duration.ofSeconds(2)));
        try (Heard heard = new Heard()) {
            assertThatThrownBy(() -> openAndClose(nowhere))
                    .isInstanceOf(DatabaseUnfit.class)
                    .hasMessageContaining("does not answer, and was waited for 2 s (db.wait)")
                    .hasMessageNotContaining(PASSWORD);
            assertThat(heard.lines()).noneMatch(line -> line.contains(PASSWORD));
        }
    }

    @Test
    void tlsWithACertificateOfTheNamedAuthorityWorks() {
        String url = server.freshSchema() + "?sslMode=verify-full&serverSslCert=" + certificates.authority();
        try (Db db = Db.open(config(url))) {
            assertThat(db.<String>tx(tx -> ((Object[]) tx.em()
                                    .createNativeQuery("show status like 'Ssl_cipher'")
                                    .getSingleResult())
                            [1].toString()))
                    .isNotEmpty();
        }
    }

    @Test
    void anotherAuthoritysCertificateIsRefusedInWords(@TempDir Path folder) throws Exception {
        Certificates others = new Certificates(folder);
        String url = server.freshSchema() + "?sslMode=verify-full&serverSslCert=" + others.authority();
        refusesTheCertificate(url);
    }

    @Test
    void aCertificateForAnotherHostIsRefusedInWords() {
        String url = server.freshSchema().replace("127.0.0.1", "localhost") + "?sslMode=verify-full&serverSslCert="
                + certificates.authority();
        refusesTheCertificate(url);
    }

    private static void refusesTheCertificate(String url) {
        DbConfig config = new DbConfig(url + "&user=pupil&password=" + PASSWORD, null, null, 2, PATIENT);
        try (Heard heard = new Heard()) {
            assertThatThrownBy(() -> openAndClose(config))
                    .isInstanceOf(DatabaseUnfit.class)
                    .hasMessageContaining("certificate")
                    .hasMessageNotContaining("disabled")
                    .hasMessageNotContaining(PASSWORD);
            assertThat(heard.lines()).noneMatch(line -> line.contains(PASSWORD));
        }
    }
}
