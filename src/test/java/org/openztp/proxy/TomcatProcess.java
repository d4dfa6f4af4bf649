package org.openztp.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.openztp.testkit.Containers;
import org.openztp.testkit.Ports;

/**
 * A Tomcat as it is distributed, as a process of its own. Applications are dropped into it, before or after its start, as
 * context descriptors that name the WAR.
 */
final class TomcatProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Path WAR =
            Path.of(System.getProperty("ztp.war", "target/ztp.war")).toAbsolutePath();

    private static final Pattern INCIDENT = Pattern.compile("\\bincident [0-9a-f-]+");

    private final Path base;
    private final int port;
    private Process process;

    /** @param connectors further ones, as server.xml has them */
    TomcatProcess(Path base, String... connectors) throws IOException {
        this.base = Containers.tomcatBase("10.1", base);
        this.port = Ports.free();
        Path file = base.resolve("conf/server.xml");
        String server = Files.readString(file)
                .replaceFirst("<Server port=\"8005\"", "<Server port=\"-1\"")
                .replaceFirst(
                        "<Connector port=\"8080\"",
                        String.join("\n", connectors) + "<Connector address=\"127.0.0.1\" port=\"" + port + "\"")
                // a dropped application is seen within a second
                .replaceFirst("<Engine ", "<Engine backgroundProcessorDelay=\"1\" ");
        Files.writeString(file, server);
    }

    /**
     * @param name as Tomcat spells it in file names: {@code ROOT}, {@code a#b}, {@code ztp##2}
     * @param parameters the context's, for instance {@code ztp.home}
     */
    TomcatProcess drop(String name, Map<String, String> parameters) throws IOException {
        StringBuilder context = new StringBuilder("<Context docBase=\"" + WAR + "\">\n");
        parameters.forEach((key, value) ->
                context.append("<Parameter name=\"" + key + "\" value=\"" + value + "\" override=\"false\"/>\n"));
        Path folder = Files.createDirectories(base.resolve("conf/Catalina/localhost"));
        Path part = Files.writeString(folder.resolve(name + ".new"), context.append("</Context>\n"));
        Files.move(part, folder.resolve(name + ".xml"), StandardCopyOption.ATOMIC_MOVE);
        return this;
    }

    /** Takes an application out. */
    void undeploy(String name) throws IOException {
        Files.delete(base.resolve("conf/Catalina/localhost/" + name + ".xml"));
    }

    TomcatProcess start() throws IOException {
        Path home = Containers.tomcat("10.1");
        Path bin = home.resolve("bin");
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx768m",
                "-Djava.util.logging.config.file=" + base.resolve("conf/logging.properties"),
                "-Djava.util.logging.manager=org.apache.juli.ClassLoaderLogManager",
                "-Dcatalina.home=" + home,
                "-Dcatalina.base=" + base,
                "-Djava.io.tmpdir=" + base.resolve("temp"),
                "-cp",
                bin.resolve("bootstrap.jar") + ":" + bin.resolve("tomcat-juli.jar"),
                "org.apache.catalina.startup.Bootstrap",
                "start");
        builder.environment().keySet().removeIf(name -> name.startsWith("ZTP_"));
        process = builder.redirectErrorStream(true)
                .redirectOutput(base.resolve("logs/out").toFile())
                .start();
        awaitWords("Server startup in");
        return this;
    }

    void awaitWords(String words) {
        Awaitility.await(words)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> !process.isAlive() || said().contains(words));
        if (!said().contains(words)) {
            throw new AssertionError("Tomcat ended:\n" + said());
        }
    }

    String said() {
        try {
            return Files.readString(base.resolve("logs/out"), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return port;
    }

    /** @param path context path and all */
    URI url(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** What none of its applications foresaw: the incidents behind their answers with 500, as they were logged. */
    List<String> incidents() {
        String said = said();
        return INCIDENT.matcher(said)
                .results()
                .map(found -> said.substring(found.start(), Math.min(said.length(), found.end() + 6000)))
                .toList();
    }

    @Override
    public void close() {
        process.destroy();
        Awaitility.await("Tomcat's end").atMost(PATIENCE).until(() -> !process.isAlive());
    }
}
