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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.testkit.Containers;

/**
 * The READMEs' ways to a service, as root on a clean machine and to the letter: nothing is replaced, not even an address. In
 * systemd's place stands {@code src/test/lab/service/systemctl}.
 */
@Tag("lab")
@Timeout(600)
class ServiceIT {
    private static final String NO_SHELL = " --shell /usr/sbin/nologin ztp";

    @TempDir
    Path temp;

    private ReadersShell cleanMachine() throws IOException {
        Path scratch = Files.createDirectories(temp.resolve("scratch"));
        Path desk = temp.resolve("desk");
        for (String name : List.of("deploy-tomcat", "deploy-wildfly", "conf")) {
            Reader.copyTree(Path.of(name), desk.resolve(name));
        }
        Files.createDirectories(desk.resolve("target"));
        Files.copy(Path.of(System.getProperty("ztp.war", "target/ztp.war")), desk.resolve("target/ztp.war"));
        String clean = Path.of("src/test/lab/service/clean.sh").toAbsolutePath().toString();
        Path editor = Files.writeString(
                temp.resolve("editor"),
                "sed -i 's|^#server_url = |server_url = |; s|192.168.1.2:|192.168.1.34:|' \"$1\"\n");
        return new ReadersShell(
                List.of(clean, scratch.toString(), "sh"),
                desk,
                Map.of("EDITOR", "sh " + editor, "PATH", System.getenv("PATH")));
    }

    private static ReadersShell.Said must(ReadersShell shell, String command) {
        ReadersShell.Said said = shell.run(command);
        assertThat(said.exit()).as(command + ": " + said.text()).isZero();
        return said;
    }

    /** Unpacks a container as its archive does at the strictest: for its owner alone. */
    private static void unpack(ReadersShell shell, Path container, String place) {
        must(shell, "cp -a '" + container + "' " + place + " && chmod -R go= " + place);
    }

    /** All that DeployTomcatIT and DeployWildflyIT look at more closely. */
    private static void followsTheInstallation(ReadersShell shell, Readme readme) {
        for (String command : readme.commands(section -> section.startsWith("OpenZTP") || section.equals("Install"))) {
            ReadersShell.Said said = shell.run(command);
            assertThat(said.exit() == 0 || said.text().contains("server_url is not set"))
                    .as(command + ": " + said.text())
                    .isTrue();
        }
    }

    @Test
    void tomcatRunsAsAServiceOfItsOwnUser() throws IOException {
        Readme readme = new Readme(Path.of("deploy-tomcat/README.md"));
        try (ReadersShell shell = cleanMachine()) {
            unpack(shell, Containers.tomcat("10.1"), "/opt/tomcat");
            followsTheInstallation(shell, readme);
            Walk walk = new Walk(readme.commands(Readme.OF_ROOT::contains), shell)
                    .then("\"$CATALINA_HOME/bin/catalina.sh\" stop 30", ANYTHING)
                    .then("useradd --system --home-dir \"$CATALINA_BASE\"" + NO_SHELL, NOTHING)
                    .then("chown -R ztp: \"$CATALINA_BASE\"", NOTHING)
                    .then("chmod -R a+rX \"$CATALINA_HOME\"", NOTHING)
                    .then(
                            "sed \"s|/opt/tomcat|$CATALINA_HOME|; s|/var/lib/ztp-tomcat|$CATALINA_BASE|\""
                                    + " deploy-tomcat/ztp-tomcat.service >/etc/systemd/system/ztp-tomcat.service",
                            NOTHING);
            serves(walk, shell, "tomcat");
        }
    }

    @Test
    void wildflyRunsAsAServiceOfItsOwnUser() throws IOException {
        Readme readme = new Readme(Path.of("deploy-wildfly/README.md"));
        try (ReadersShell shell = cleanMachine()) {
            unpack(shell, Containers.wildfly(), "/opt/wildfly");
            followsTheInstallation(shell, readme);
            Walk walk = new Walk(readme.commands(Readme.OF_ROOT::contains), shell)
                    .then(
                            "\"$JBOSS_HOME/bin/jboss-cli.sh\" --connect --controller=$CONTROLLER --command=:shutdown",
                            ANYTHING)
                    .then(
                            "while pgrep -f \"jboss.server.base.dir=$JBOSS_BASE_DIR\" >/dev/null; do sleep 1; done",
                            NOTHING)
                    .then("useradd --system --home-dir \"$JBOSS_BASE_DIR\"" + NO_SHELL, NOTHING)
                    .then("chown -R ztp: \"$JBOSS_BASE_DIR\"", NOTHING)
                    .then("chmod -R a+rX \"$JBOSS_HOME\"", NOTHING)
                    .then(
                            "sed \"s|/opt/wildfly|$JBOSS_HOME|; s|/var/lib/ztp-wildfly|$JBOSS_BASE_DIR|;"
                                    + " s|offset=0|offset=$OFFSET|\""
                                    + " deploy-wildfly/ztp-wildfly.service >/etc/systemd/system/ztp-wildfly.service",
                            NOTHING);
            serves(walk, shell, "wildfly");
        }
    }

    private static void serves(Walk walk, ReadersShell shell, String kind) {
        walk.then("systemctl daemon-reload", NOTHING)
                .then("systemctl enable --now ztp-" + kind, NOTHING)
                .then("deploy-" + kind + "/smoke --wait 60 \"$URL\"", ALL_WELL);
        runsAsItsUser(shell);
        walk.then("systemctl disable --now ztp-" + kind, NOTHING)
                .then("rm /etc/systemd/system/ztp-" + kind + ".service", NOTHING)
                .then("systemctl daemon-reload", NOTHING)
                .then("userdel ztp", ANYTHING)
                .end();
    }

    @Test
    void theStandaloneServerRunsAsAServiceOfItsOwnUser() throws IOException {
        Readme readme = new Readme(Path.of("src/site/markdown/service.md"));
        try (ReadersShell shell = cleanMachine()) {
            Walk walk = new Walk(readme.commandsExcept(List.of()), shell)
                    .then("URL=http://192.168.1.34:8080/ztp", NOTHING)
                    .then("useradd --system --create-home --home-dir /var/lib/ztp" + NO_SHELL, NOTHING)
                    .then("install -D -m 644 target/ztp.war /opt/ztp/ztp.war", NOTHING)
                    .then("install -m 644 conf/systemd/ztp.service /etc/systemd/system/", NOTHING)
                    .then("systemctl daemon-reload", NOTHING)
                    .then("systemctl enable --now ztp", NOTHING)
                    .complains(
                            "deploy-tomcat/smoke --wait 60 \"$URL\"",
                            said -> assertThat(said)
                                    .contains("server_url is not set")
                                    .endsWith("\n1 wrong\n"))
                    .then("${EDITOR:-vi} /var/lib/ztp/conf/ztp.conf", NOTHING)
                    .then("systemctl restart ztp", NOTHING)
                    .then("deploy-tomcat/smoke --wait 60 \"$URL\"", ALL_WELL);
            runsAsItsUser(shell);
            walk.then("systemctl disable --now ztp", NOTHING)
                    .then("rm -r /etc/systemd/system/ztp.service /opt/ztp", NOTHING)
                    .then("systemctl daemon-reload", NOTHING)
                    .then("userdel ztp", ANYTHING)
                    .then("rm -r /var/lib/ztp", NOTHING)
                    .end();
        }
    }

    /** The process is the service user's, with no right beyond his, and all that it wrote is his. */
    private static void runsAsItsUser(ReadersShell shell) {
        assertThat(must(shell, "ps -C java -o user=").text().strip()).isEqualTo("ztp");
        assertThat(must(shell, "grep -h ^CapEff /proc/$(ps -C java -o pid= | tr -d ' ')/status")
                        .text())
                .matches("CapEff:\\s*0+\n");
        assertThat(must(shell, "find /var/lib/ztp* ! -user ztp").text()).isEmpty();
    }
}
