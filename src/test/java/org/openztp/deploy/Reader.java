package org.openztp.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openztp.testkit.FakeRouter;
import org.openztp.testkit.ServerApi;

/** What a reader of a deployment's README has: the WAR, the scripts, an editor, a free port, and a router to try it on. */
final class Reader implements AutoCloseable {
    private static final Path WAR = Path.of(System.getProperty("ztp.war", "target/ztp.war"));
    private static final String MAC = "02:1a:b0:00:00:01";

    private final Path folder;
    private final Path editor;
    private final URI url;
    private final FakeRouter router = new FakeRouter(MAC, "23.05.3");
    private int journeys;

    /**
     * @param desk where the README's files are laid out, as in a release, in a folder of its own
     * @param url where the server will be
     */
    Reader(Path desk, URI url) throws IOException {
        folder = desk.resolve("a reader's folder");
        editor = desk.resolve("editor");
        this.url = url;
        Files.createDirectories(folder.resolve("target"));
        Files.copy(WAR, war());
        for (String name : List.of("deploy-tomcat", "deploy-wildfly")) {
            copyTree(Path.of(name), folder.resolve(name));
        }
    }

    Path folder() {
        return folder;
    }

    Path war() {
        return folder.resolve("target/ztp.war");
    }

    URI url() {
        return url;
    }

    int sshPort() {
        return router.sshd().port();
    }

    /**
     * What the reader does with the editor from now on.
     *
     * @param changes a sed program for each name of a file
     * @return the editor
     */
    Path edits(Map<String, String> changes) throws IOException {
        StringBuilder script = new StringBuilder("#!/bin/sh\ncase $1 in\n");
        changes.forEach((name, program) -> script.append("*/%s) sed -i '%s' \"$1\" ;;\n".formatted(name, program)));
        Files.writeString(editor, script + "*) exit 1 ;;\nesac\n");
        assertThat(editor.toFile().setExecutable(true)).isTrue();
        return editor;
    }

    /** The sed program of somebody who takes lines of a README over in place of the defaults. */
    static String takesOver(List<String> lines) {
        return lines.stream()
                .map(line -> "s|^#" + line.replaceFirst(" = .*", "") + " = .*|" + line + "|")
                .collect(Collectors.joining("; "));
    }

    /** Puts a WAR of other bytes in the place of the one there is. */
    void newerWar() throws IOException {
        Path newer = folder.resolve("newer.war");
        Files.copy(war(), newer);
        try (FileSystem content = FileSystems.newFileSystem(newer)) {
            Files.writeString(content.getPath("META-INF", "newer"), "newer");
        }
        Files.move(newer, war(), StandardCopyOption.REPLACE_EXISTING);
    }

    /** The main journey: a router registers, and the server goes to it. */
    void registersARouter(ServerApi api) {
        try {
            api.register(MAC);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() ->
                        assertThat(api.get("/devices/1").path("state").asText()).isEqualTo("PROVISIONED"));
        assertThat(router.starts()).as("provisioned once each time").isEqualTo(++journeys);
    }

    static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                Path target = to.resolve(from.relativize(path));
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(path, target, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    @Override
    public void close() {
        router.close();
    }
}
