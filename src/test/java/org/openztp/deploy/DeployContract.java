package org.openztp.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.testkit.ServerApi;

/** The README of a container's folder, followed word by word on a clean one by somebody who is not root. */
@Timeout(600)
abstract class DeployContract {
    @TempDir
    Path temp;

    final Readme readme;
    final ReadersDatabase database = new ReadersDatabase();
    Reader reader;
    ServerApi api;
    Path base;
    private final String container;
    private final int port;
    private final String home;

    /** @param home where the README has the server's folder, seen from that of the container */
    DeployContract(String container, int port, String home) throws IOException {
        this.container = container;
        this.port = port;
        this.home = home;
        this.readme = new Readme(Path.of("deploy-" + container, "README.md"));
    }

    int port() {
        return port;
    }

    /** Of all the blocks that the README has. */
    abstract List<String> languages();

    abstract String javaOptions();

    abstract void install(Walk walk);

    abstract void upgrade(Walk walk) throws IOException;

    abstract void mariaDb(Walk walk) throws IOException;

    abstract void uninstall(Walk walk) throws IOException;

    @BeforeEach
    void aReaderSitsDown() throws IOException {
        reader = new Reader(temp, URI.create("http://127.0.0.1:" + port + "/ztp"));
        base = temp.resolve("own " + container);
        api = new ServerApi(reader.url(), base.resolve(home));
    }

    @AfterEach
    void theReaderGetsUp() {
        reader.close();
        database.close();
    }

    @Test
    void eachCommandDoesWhatItIsSaidToDo() throws IOException {
        assertThat(readme.languages()).containsExactlyInAnyOrderElementsOf(languages());
        try (ReadersShell shell = new ReadersShell(List.of("sh"), reader.folder(), environment())) {
            assumeThat(shell.run("command -v curl").exit())
                    .as("the smoke check needs curl")
                    .isZero();
            Walk walk = new Walk(readme.commandsExcept(Readme.OF_ROOT), shell);
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
                javaOptions(),
                "EDITOR",
                editor.toString(),
                "ZTP_PROVISION_SSH_PORT",
                "" + reader.sshPort());
    }
}
