package org.openztp.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.openztp.launcher.Standalone;
import org.openztp.launcher.StandaloneOptions;
import org.openztp.launcher.StartFailed;

/** The whole server in this JVM, on a free port of the loopback and a data folder of its own. */
public final class TestServer implements AutoCloseable {
    private final Path home;
    private final Standalone running;

    private TestServer(Path home, Standalone running) {
        this.home = home;
        this.running = running;
    }

    /** @param settings pairs of key and value, for instance {@code "provision.attempts", "2"} */
    public static TestServer start(Path home, String... settings) {
        return startUnder("/ztp", home, settings);
    }

    /** @param contextPath the path it answers under */
    public static TestServer startUnder(String contextPath, Path home, String... settings) {
        StandaloneOptions options = sourceTree()
                .under(contextPath)
                .home(home)
                .with("ztp.http.address", "127.0.0.1")
                .port(0);
        for (int i = 0; i < settings.length; i += 2) {
            options = options.with("ztp." + settings[i], settings[i + 1]);
        }
        try {
            return new TestServer(home, Standalone.start(options));
        } catch (StartFailed e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** The application as it lies in the source tree, with what the build added. */
    static StandaloneOptions sourceTree() {
        return StandaloneOptions.usual()
                .mount("/WEB-INF/conf", Path.of("conf"))
                .mount("/static", Path.of("target", "browser"));
    }

    /** Without a slash at its end: {@code http://localhost:41234/ztp}. */
    public URI url() {
        return running.url();
    }

    public URI url(String path) {
        return URI.create(running.url() + path);
    }

    public Path home() {
        return home;
    }

    public String adminToken() {
        try {
            return Files.readString(home.resolve("keys").resolve("admin-token")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Standalone running() {
        return running;
    }

    @Override
    public void close() {
        running.close();
    }
}
