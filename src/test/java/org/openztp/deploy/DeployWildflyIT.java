package org.openztp.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openztp.deploy.Walk.ALL_WELL;
import static org.openztp.deploy.Walk.ANYTHING;
import static org.openztp.deploy.Walk.NOTHING;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.openztp.testkit.Containers;
import org.openztp.testkit.Ports;

/** deploy-wildfly/README.md, followed word by word on a clean WildFly by somebody who is not root. */
class DeployWildflyIT extends DeployContract {
    private static final List<Integer> PORTS = List.of(8080, 8443, 9990);
    private static final String CLI = "\"$JBOSS_HOME/bin/jboss-cli.sh\" --connect --controller=$CONTROLLER --command=";
    private static final String UNDEPLOY = CLI + "\"undeploy ztp.war\"";
    private static final String SMOKE = "deploy-wildfly/smoke --wait 60 \"$URL\"";
    private static final String INSTALL = "deploy-wildfly/install --controller $CONTROLLER";
    private static final String DATASOURCE = "deploy-wildfly/datasource --controller $CONTROLLER"
            + " --url jdbc:mariadb://db.example/ztp --user ztp"
            + " --password-file \"$JBOSS_BASE_DIR/configuration/ztp-password\"";

    DeployWildflyIT() throws IOException {
        super("wildfly", 8080 + Ports.freeOffset(PORTS), "data/ztp");
    }

    /** What WildFly adds to its ports here. */
    private int offset() {
        return port() - 8080;
    }

    @Override
    List<String> languages() {
        return List.of("sh", "sql", "");
    }

    @Override
    String javaOptions() {
        return "-Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djava.net.preferIPv4Stack=true";
    }

    @AfterEach
    void nothingRunsOn() {
        ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(base.toString()))
                .forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    void install(Walk walk) {
        walk.instead("export JBOSS_HOME=/opt/wildfly", "export JBOSS_HOME='" + Containers.wildfly() + "'")
                .instead("export JBOSS_BASE_DIR=/var/lib/ztp-wildfly", "export JBOSS_BASE_DIR='" + base + "'")
                .instead("OFFSET=0", "OFFSET=" + offset())
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

    @Override
    void upgrade(Walk walk) throws IOException {
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

    @Override
    void mariaDb(Walk walk) throws IOException {
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

    @Override
    void uninstall(Walk walk) {
        walk.then(UNDEPLOY, NOTHING)
                .then("rm -rf \"$JBOSS_BASE_DIR/data/ztp\"", NOTHING)
                .then(CLI + ":shutdown", said -> assertThat(said).contains("\"outcome\" => \"success\""));
        assertThat(base.resolve("data/ztp")).doesNotExist();
    }
}
