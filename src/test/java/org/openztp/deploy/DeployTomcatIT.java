package org.openztp.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openztp.deploy.Walk.ALL_WELL;
import static org.openztp.deploy.Walk.ANYTHING;
import static org.openztp.deploy.Walk.NOTHING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.openztp.testkit.Containers;
import org.openztp.testkit.Ports;

/** deploy-tomcat/README.md, followed word by word on a clean Tomcat by somebody who is not root. */
class DeployTomcatIT extends DeployContract {
    private static final String STOP = "\"$CATALINA_HOME/bin/catalina.sh\" stop 30";
    private static final String START = "\"$CATALINA_HOME/bin/catalina.sh\" start";
    private static final String SMOKE = "deploy-tomcat/smoke --wait 60 \"$URL\"";
    private static final String INSTALL = "deploy-tomcat/install \"$CATALINA_BASE\"";

    private static final Consumer<String> STARTED = said -> assertThat(said).contains("Tomcat started.");

    DeployTomcatIT() throws IOException {
        super("tomcat", Ports.free(), "ztp");
    }

    @Override
    List<String> languages() {
        return List.of("sh", "sql", "ini", "");
    }

    @Override
    String javaOptions() {
        return "-Xmx384m -XX:+UseSerialGC -XX:TieredStopAtLevel=1";
    }

    @AfterEach
    void nothingRunsOn() throws IOException {
        Path pid = base.resolve("temp/tomcat.pid");
        if (Files.exists(pid)) {
            ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Override
    void install(Walk walk) {
        walk.instead("export CATALINA_HOME=/opt/tomcat", "export CATALINA_HOME='" + Containers.tomcat("11") + "'")
                .instead("export CATALINA_BASE=/var/lib/ztp-tomcat", "export CATALINA_BASE='" + base + "'")
                .instead("PORT=8080", "PORT=" + port())
                .instead("URL=http://192.168.1.34:8080/ztp", "URL=" + reader.url())
                .then("\"$CATALINA_HOME/bin/makebase.sh\" \"$CATALINA_BASE\"", ANYTHING)
                .then(
                        "sed -i \"s/port=\\\"8080\\\"/port=\\\"$PORT\\\"/; s/port=\\\"8005\\\"/port=\\\"-1\\\"/\""
                                + " \"$CATALINA_BASE/conf/server.xml\"",
                        NOTHING)
                .then(
                        INSTALL,
                        said -> assertThat(said).startsWith("installed: " + base + "/webapps/ztp.war (Tomcat 11."))
                .then("export CATALINA_PID=\"$CATALINA_BASE/temp/tomcat.pid\"", NOTHING)
                .then(START, STARTED)
                .complains(
                        SMOKE,
                        said -> assertThat(said)
                                .contains("server_url is not set")
                                .endsWith("\n1 wrong\n"))
                .then("${EDITOR:-vi} \"$CATALINA_BASE/ztp/conf/ztp.conf\"", NOTHING)
                .then(STOP, said -> assertThat(said).contains("Tomcat stopped."))
                .then(START, STARTED)
                .then(SMOKE, ALL_WELL)
                .then(
                        "cat \"$CATALINA_BASE/ztp/keys/admin-token\"",
                        said -> assertThat(said.strip()).isEqualTo(api.adminToken()));
        reader.registersARouter(api);
        walk.then(
                "grep -h -e OpenZTP -e SEVERE \"$CATALINA_BASE\"/logs/catalina.*.log",
                said -> assertThat(said.lines()).hasSize(2).allMatch(line -> line.endsWith(" on " + base + "/ztp")));
    }

    @Override
    void upgrade(Walk walk) throws IOException {
        walk.then(STOP, ANYTHING)
                .then("cp -a \"$CATALINA_BASE/ztp\" \"$CATALINA_BASE/ztp.before\"", NOTHING)
                .then("cp \"$CATALINA_BASE/webapps/ztp.war\" \"$CATALINA_BASE/ztp.war.before\"", NOTHING);
        reader.newerWar();
        walk.then(INSTALL, said -> assertThat(said).startsWith("installed: "))
                .then(START, STARTED)
                .then(SMOKE, ALL_WELL);
        assertThat(base.resolve("webapps/ztp/META-INF/newer")).exists();
        assertThat(api.get("/devices").path("items")).hasSize(1);

        walk.then(STOP, ANYTHING)
                .then("rm -rf \"$CATALINA_BASE/ztp\"", NOTHING)
                .then("mv \"$CATALINA_BASE/ztp.before\" \"$CATALINA_BASE/ztp\"", NOTHING)
                .then(
                        "deploy-tomcat/install --war \"$CATALINA_BASE/ztp.war.before\" \"$CATALINA_BASE\"",
                        said -> assertThat(said).startsWith("installed: "))
                .then(START, STARTED)
                .then(SMOKE, ALL_WELL);
        assertThat(base.resolve("webapps/ztp/META-INF/newer")).doesNotExist();
        assertThat(api.get("/devices").path("items")).hasSize(1);
    }

    @Override
    void mariaDb(Walk walk) throws IOException {
        database.execute(readme.lines("MariaDB", "sql"));
        reader.edits(Map.of(
                "ztp.conf",
                Reader.takesOver(readme.lines("MariaDB", "")),
                "ztp.xml",
                "/^  <!--$/d; /^  -->$/d; s|db.example/ztp|" + database.address() + "/ztp|"));
        walk.then("${EDITOR:-vi} \"$CATALINA_BASE/ztp/conf/ztp.conf\"", NOTHING)
                .then("${EDITOR:-vi} \"$CATALINA_BASE/conf/Catalina/localhost/ztp.xml\"", NOTHING)
                .then(STOP, ANYTHING)
                .then(START, STARTED)
                .then(SMOKE, ALL_WELL)
                .then(
                        "grep -h \"container's data source\" \"$CATALINA_BASE\"/logs/catalina.*.log",
                        said -> assertThat(said)
                                .contains("MariaDB by the container's data source java:comp/env/jdbc/ztp"));
        assertThat(api.get("/status").path("database").asText()).isEqualTo("MariaDB");
        assertThat(database.devices()).isZero();
        reader.registersARouter(api);
        assertThat(database.devices()).isEqualTo(1);
    }

    @Override
    void uninstall(Walk walk) throws IOException {
        walk.then(STOP, ANYTHING)
                .then(
                        "rm -rf \"$CATALINA_BASE\"/webapps/ztp.war \"$CATALINA_BASE\"/webapps/ztp"
                                + " \"$CATALINA_BASE/conf/Catalina/localhost/ztp.xml\"",
                        NOTHING)
                .then("rm -rf \"$CATALINA_BASE/ztp\"", NOTHING);
        try (Stream<Path> left =
                Files.find(base, 9, (path, is) -> path.getFileName().toString().contains("ztp"))) {
            assertThat(left.map(base::relativize).map(Path::toString))
                    .containsExactlyInAnyOrder("ztp.war.before", "work/Catalina/localhost/ztp");
        }
    }
}
