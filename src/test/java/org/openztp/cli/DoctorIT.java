package org.openztp.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.config.Home;
import org.openztp.config.ShippedFiles;
import org.openztp.testkit.MariaDbServer;
import org.openztp.testkit.Ports;
import org.openztp.testkit.TestServer;

/** {@code wrt doctor} against servers that are well, ill and absent. */
class DoctorIT {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static TestServer server;

    @BeforeAll
    static void start(@TempDir Path home) {
        server = TestServer.start(home);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static WrtRun doctor(String... args) {
        return at(server.home(), server.url().toString(), args);
    }

    private static WrtRun at(Path home, String url, String... args) {
        String[] words = new String[args.length + 1];
        words[0] = "doctor";
        System.arraycopy(args, 0, words, 1, args.length);
        return new WrtRun().env("ZTP_HOME", home.toString()).env("ZTP_URL", url).run(words);
    }

    private static String nowhere() throws IOException {
        return "http://localhost:" + Ports.free() + "/ztp";
    }

    @Test
    void aServerThatIsWellSaysSoAndKeepsItsSecrets() throws IOException {
        Files.write(server.home().resolve("fw").resolve("some image.bin"), new byte[100]);

        WrtRun run = doctor();

        assertThat(run.code()).describedAs(run.out()).isZero();
        assertThat(run.out())
                .containsSubsequence(
                        "the server " + server.url(),
                        "ok       database    H2 ",
                        "ok       keys        ",
                        "as a router sees it",
                        "warning  name        localhost",
                        "ok       files       /fw/some%20image.bin is given in parts",
                        "0 wrong, 1 to look at")
                .doesNotContain("WRONG", "this machine", server.adminToken(), "\u001b");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void eachFindingIsOneLineForAProgram() {
        List<JsonNode> findings =
                doctor("--json").lines().stream().map(Api::parsed).toList();

        assertThat(findings).hasSizeGreaterThan(10).allSatisfy(finding -> {
            assertThat(finding.path("level").asText()).isIn("OK", "WARNING");
            assertThat(finding.path("view").asText()).isIn("server", "router");
            assertThat(finding.path("what").asText()).isNotBlank();
            assertThat(finding.has("mend")).isTrue();
        });
    }

    @Test
    void onATerminalLevelsAreColoured() {
        assertThat(new WrtRun()
                        .env("ZTP_URL", server.url().toString())
                        .env("ZTP_HOME", server.home().toString())
                        .onTerminal()
                        .run("doctor")
                        .out())
                .contains("\u001b[32mok     \u001b[0m", "\u001b[33mwarning\u001b[0m");
    }

    @Test
    void whatIsWrongIsExitCodeOneUntilItIsMended() throws IOException {
        Path key = server.home().resolve("keys").resolve("session-key");
        Path conf = server.home().resolve("conf").resolve("scripts").resolve("scripts.yaml");
        String good = Files.readString(conf);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-rw-rw-"));
        Files.writeString(conf, "default: init.sh\nnonsense: 1\n");
        try {
            await().atMost(PATIENCE).untilAsserted(() -> {
                WrtRun run = doctor();
                assertThat(run.code()).isEqualTo(1);
                assertThat(run.out())
                        .contains("WRONG    keys ", "mend: chmod 600 " + key)
                        .contains("WRONG    files", "scripts.yaml:", "nonsense: there is no such property");
            });
        } finally {
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
            Files.writeString(conf, good);
        }
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(doctor().code()).isZero());
    }

    @Test
    void withoutATokenTheWayOfRoutersIsStillLookedAt(@TempDir Path stranger) {
        WrtRun run = at(stranger, server.url().toString());
        assertThat(run.code()).describedAs(run.out()).isZero();
        assertThat(run.out())
                .contains("warning  server", "any token of the role viewer")
                .contains("ok       bootstrap", "ok       files       /static/ztp.css")
                .doesNotContain("keys");

        assertThat(doctor("--token", "ztp_wrong").code()).isEqualTo(1);
    }

    @Test
    void aViewerMayAsk() {
        String token = Api.parsed(new WrtRun()
                        .env("ZTP_URL", server.url().toString())
                        .env("ZTP_HOME", server.home().toString())
                        .run("token", "create", "looker", "--role", "viewer", "--json")
                        .out())
                .path("token")
                .asText();

        assertThat(doctor("--token", token).out()).contains("ok       jobs        no job is overdue");
    }

    @Test
    void aWrongPathIsTold() {
        WrtRun run = doctor("--url", server.url().toString().replace("/ztp", "/nope"));

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).contains("is the path right?", "/nope/bootstrap answers 404");
    }

    @Test
    void aDatabaseThatIsGoneAndAWrongServerUrlAreTold(@TempDir Path home) throws Exception {
        int port = Ports.free();
        Home filled = new Home(home).create(ShippedFiles.in(Path.of("conf")));
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.start();
        int elsewhere = other.getAddress().getPort();
        try (MariaDbServer database = MariaDbServer.installed(MariaDbServer.Edition.MAVEN)) {
            Files.writeString(filled.conf().resolve("ztp.conf"), """
                    server_url = "http://127.0.0.1:%d/site/ztp"
                    db { url = "%s", user = keeper, password = "hush-hush", wait = 1s }
                    """.formatted(elsewhere, database.freshSchema()));
            database.sql("create user keeper@'%' identified by 'hush-hush'", "grant all on *.* to keeper@'%'");
            try (TestServer ill = TestServer.start(home, "http.port", "" + port)) {
                WrtRun prefix = at(home, ill.url().toString());
                assertThat(prefix.code()).isEqualTo(1);
                assertThat(prefix.out())
                        // a machine that is busy with other tests makes it slow to answer, which is warned of
                        .containsPattern("(ok     |warning)  database    MariaDB 11.4")
                        .contains("routers are told http://127.0.0.1:" + elsewhere + "/site/ztp")
                        .contains("/site/ztp/bootstrap answers 404");

                database.kill();
                WrtRun gone = at(home, ill.url().toString());
                assertThat(gone.code()).isEqualTo(1);
                assertThat(gone.out())
                        .contains("WRONG    server      the database does not answer")
                        .contains("this machine, " + home)
                        .containsPattern("WRONG    database    jdbc:mariadb://.* cannot be opened")
                        .doesNotContain("hush-hush", "port " + port + ": ");
            }
        } finally {
            other.stop(0);
        }
    }

    @Test
    void withoutAServerTheDataFolderIsLookedAt(@TempDir Path home) throws IOException {
        Home filled = new Home(home).create(ShippedFiles.in(Path.of("conf")));
        Path conf = filled.conf().resolve("ztp.conf");
        int port = Ports.free();
        Files.writeString(conf, "http.port = " + port + "\n");

        WrtRun well = at(home, nowhere());
        assertThat(well.code()).describedAs(well.out()).isZero();
        assertThat(well.out())
                .contains("warning  server      no server answers", "port " + port + " is free")
                .doesNotContain("as a router");
        assertThat(filled.db()).isEmptyDirectory();

        Files.writeString(conf, "http.port = many\nserver_ulr = x\n");
        WrtRun ill = at(home, nowhere());
        assertThat(ill.code()).isEqualTo(1);
        assertThat(ill.out())
                .contains("WRONG    settings    " + conf + ":1: ", "WRONG    settings    " + conf + ":2: ")
                .contains("ok       keys");

        Path elsewhere = Files.writeString(home.resolve("other.conf"), "db.pool-size = none\n");
        assertThat(at(home, nowhere(), "--conf", elsewhere.toString()).out()).contains("other.conf:1: db.pool-size");
    }

    @Test
    void withNeitherServerNorDataFolderTheExitCodeIsThree(@TempDir Path empty) throws IOException {
        WrtRun here = at(empty.resolve("none"), nowhere());
        assertThat(here.code()).isEqualTo(3);
        assertThat(here.out()).contains("WRONG    server      no server answers");

        WrtRun far = at(empty, "http://nobody.invalid/ztp");
        assertThat(far.code()).isEqualTo(3);
        assertThat(far.out()).contains("WRONG    name        the name nobody.invalid is not known here");
    }
}
