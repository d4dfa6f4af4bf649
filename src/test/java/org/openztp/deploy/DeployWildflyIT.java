package org.openztp.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.testkit.Containers;
import org.openztp.testkit.ServerApi;

/** deploy-wildfly/README.md, followed word by word on a clean WildFly by somebody who is not root. */
@Timeout(600)
class DeployWildflyIT {
    private static final List<Integer> PORTS = List.of(8080, 8443, 9990);
    private static final String CLI = "\"$JBOSS_HOME/bin/jboss-cli.sh\" --connect --controller=$CONTROLLER --command=";
    private static final String UNDEPLOY = CLI + "\"undeploy ztp.war\"";
    private static final String SMOKE = "deploy-wildfly/smoke --wait 60 \"$URL\"";
    private static final String INSTALL = "deploy-wildfly/install --controller $CONTROLLER";
    private static final String DATASOURCE = "deploy-wildfly/datasource --controller $CONTROLLER"
            + " --url jdbc:mariadb://db.example/ztp --user ztp"
            + " --password-file \"$JBOSS_BASE_DIR/configuration/ztp-password\"";

    private static final Consumer<String> ANYTHING = said -> {};
    private static final Consumer<String> NOTHING = said -> assertThat(said).isEmpty();
    private static final Consumer<String> ALL_WELL = said -> assertThat(said).endsWith("\nall well\n");

    @TempDir
    Path temp;

    private final Readme readme = new Readme(Path.of("deploy-wildfly/README.md"));
    private final ReadersDatabase database = new ReadersDatabase();
    private final int offset = freeOffset();
    private Reader reader;
    private ServerApi api;
    private Path base;

    DeployWildflyIT() throws IOException {}

    /** What WildFly adds to its ports here. */
    private static int freeOffset() {
        return IntStream.iterate(1000, by -> by + 10)
                .filter(by -> PORTS.stream().allMatch(port -> isFree(port + by)))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    @BeforeEach
    void aReaderSitsDown() throws IOException {
        reader = new Reader(temp, URI.create("http://127.0.0.1:" + (8080 + offset) + "/ztp"));
        base = temp.resolve("own wildfly");
        api = new ServerApi(reader.url(), base.resolve("data/ztp"));
    }

    @AfterEach
    void nothingRunsOn() {
        reader.close();
        database.close();
        ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(base.toString()))
                .forEach(ProcessHandle::destroyForcibly);
    }

    @Test
    void eachCommandDoesWhatItIsSaidToDo() throws IOException {
        assertThat(readme.languages()).containsExactlyInAnyOrder("sh", "sql", "");
        try (ReadersShell shell = new ReadersShell(List.of("sh"), reader.folder(), environment())) {
            assumeThat(shell.run("command -v curl").exit())
                    .as("the smoke check needs curl")
                    .isZero();
            Walk walk = new Walk(readme.commandsExcept(DeployTomcatIT.OF_ROOT), shell);
            install(walk);
            upgrade(walk);
            mariaDb(walk);
            uninstall(walk);
            walk.end();
        }
    }

    private Map<String, String> environment() throws IOException {
        Path editor = reader.edits(Map.of("ztp.conf", "s|^#server_url = .*|server_url = \"" + reader.url() + "\"|"));
        return Map.of(
                "JAVA_HOME",
                System.getProperty("java.home"),
                "JAVA_OPTS",
                "-Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djava.net.preferIPv4Stack=true",
                "EDITOR",
                editor.toString(),
                "ZTP_PROVISION_SSH_PORT",
                "" + reader.sshPort());
    }

    private void install(Walk walk) {
        walk.instead("export JBOSS_HOME=/opt/wildfly", "export JBOSS_HOME='" + Containers.wildfly() + "'")
                .instead("export JBOSS_BASE_DIR=/var/lib/ztp-wildfly", "export JBOSS_BASE_DIR='" + base + "'")
                .instead("OFFSET=0", "OFFSET=" + offset)
                .instead("URL=http://192.168.1.34:8080/ztp", "URL=" + reader.url())
                .then("cp -R \"$JBOSS_HOME/standalone\" \"$JBOSS_BASE_DIR\"", NOTHING)
                .then("CONTROLLER=localhost:$((9990 + OFFSET))", NOTHING)
                .then(
                        "\"$JBOSS_HOME/bin/standalone.sh\" -b 0.0.0.0 -Djboss.socket.binding.port-offset=$OFFSET"
                                + " >/dev/null 2>&1 &",
                        NOTHING)
                .then(
                        "until " + CLI + ":whoami; do sleep 1; done",
                        said -> assertThat(said).contains("\"outcome\" => \"success\""))
                .then(INSTALL, said -> assertThat(said).isEqualTo("deployed: " + real(reader.war()) + " under /ztp\n"))
                .complains(
                        SMOKE,
                        said -> assertThat(said)
                                .contains("server_url is not set")
                                .endsWith("\n1 wrong\n"))
                .then("${EDITOR:-vi} \"$JBOSS_BASE_DIR/data/ztp/conf/ztp.conf\"", NOTHING)
                .then(INSTALL, ANYTHING)
                .then(SMOKE, ALL_WELL)
                .then(
                        "cat \"$JBOSS_BASE_DIR/data/ztp/keys/admin-token\"",
                        said -> assertThat(said.strip()).isEqualTo(api.adminToken()));
        reader.registersARouter(api);
        walk.then(
                "grep -e OpenZTP -e ERROR \"$JBOSS_BASE_DIR/log/server.log\"",
                said -> assertThat(said.lines())
                        .hasSize(2)
                        .allMatch(line -> line.endsWith(" on " + base + "/data/ztp")));
    }

    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void upgrade(Walk walk) throws IOException {
        walk.then("cp target/ztp.war ztp-before.war", NOTHING)
                .then(UNDEPLOY, NOTHING)
                .then("cp -a \"$JBOSS_BASE_DIR/data/ztp\" \"$JBOSS_BASE_DIR/data/ztp.before\"", NOTHING);
        reader.newerWar();
        walk.then(INSTALL, ANYTHING).then(SMOKE, ALL_WELL);
        assertThat(api.get("/devices").path("items")).hasSize(1);

        walk.then(UNDEPLOY, NOTHING)
                .then("rm -rf \"$JBOSS_BASE_DIR/data/ztp\"", NOTHING)
                .then("mv \"$JBOSS_BASE_DIR/data/ztp.before\" \"$JBOSS_BASE_DIR/data/ztp\"", NOTHING)
                .then(
                        INSTALL + " --war ztp-before.war",
                        said -> assertThat(said).contains("/ztp-before.war under /ztp"))
                .then(SMOKE, ALL_WELL);
        assertThat(api.get("/devices").path("items")).hasSize(1);
    }

    private void mariaDb(Walk walk) throws IOException {
        database.execute(readme.lines("MariaDB", "sql"));
        reader.edits(Map.of("ztp.conf", Reader.takesOver(readme.lines("MariaDB", ""))));
        walk.then("${EDITOR:-vi} \"$JBOSS_BASE_DIR/data/ztp/conf/ztp.conf\"", NOTHING)
                .then("(umask 077; echo change-me >\"$JBOSS_BASE_DIR/configuration/ztp-password\")", NOTHING)
                .instead(
                        DATASOURCE,
                        DATASOURCE.replace("db.example", database.address()),
                        said -> assertThat(said)
                                .startsWith(
                                        "made: java:jboss/datasources/ztp for jdbc:mariadb://" + database.address()))
                .then(INSTALL, ANYTHING)
                .then(SMOKE, ALL_WELL)
                .then(
                        "grep \"container's data source\" \"$JBOSS_BASE_DIR/log/server.log\"",
                        said -> assertThat(said)
                                .contains("MariaDB by the container's data source java:jboss/datasources/ztp"));
        assertThat(api.get("/status").path("database").asText()).isEqualTo("MariaDB");
        assertThat(database.devices()).isZero();
        reader.registersARouter(api);
        assertThat(database.devices()).isEqualTo(1);
    }

    private void uninstall(Walk walk) {
        walk.then(UNDEPLOY, NOTHING)
                .then("rm -rf \"$JBOSS_BASE_DIR/data/ztp\"", NOTHING)
                .then(CLI + ":shutdown", said -> assertThat(said).contains("\"outcome\" => \"success\""));
        assertThat(base.resolve("data/ztp")).doesNotExist();
    }
}
