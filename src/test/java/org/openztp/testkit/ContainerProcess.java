package org.openztp.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The WAR in a Tomcat, in a WildFly or by itself, started by the container's own script as a service manager does it. */
public final class ContainerProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final Path WAR =
            Path.of(System.getProperty("ztp.war", "target/ztp.war")).toAbsolutePath();

    private final String name;
    private final Path folder;
    private final List<String> command;
    private final ServerApi api;
    private final Map<String, String> environment = new HashMap<>();
    private Process process;

    private ContainerProcess(String name, Path folder, List<String> command, ServerApi api) {
        this.name = name;
        this.folder = folder;
        this.command = command;
        this.api = api;
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("ZTP_HOME", folder.resolve("home").toString());
        environment.put("CATALINA_TMPDIR", temp(folder).toString());
    }

    /** @param line 10.1 or 11 */
    public static ContainerProcess tomcat(String line, Path folder) throws IOException {
        int port = Ports.free();
        Path base = Containers.tomcatBase(line, folder.resolve("base"));
        Path settings = base.resolve("conf/server.xml");
        Files.writeString(
                settings,
                Files.readString(settings)
                        .replace("\"8080\"", "\"" + port + "\"")
                        .replace("port=\"8005\"", "port=\"-1\""));
        Files.copy(WAR, base.resolve("webapps/ztp.war"));
        Path home = Containers.tomcat(line);
        ContainerProcess tomcat = new ContainerProcess(
                "Tomcat " + line,
                folder,
                List.of(home.resolve("bin/catalina.sh").toString(), "run"),
                api(folder, port));
        tomcat.environment.put("CATALINA_HOME", home.toString());
        tomcat.environment.put("CATALINA_BASE", base.toString());
        tomcat.environment.put("CATALINA_OPTS", small("512m", folder));
        return tomcat;
    }

    public static ContainerProcess wildfly(Path folder) throws IOException {
        int offset = Ports.freeOffset(List.of(8080, 8443, 9990));
        Path base = Containers.wildflyBase(folder.resolve("base"));
        Files.copy(WAR, base.resolve("deployments/ztp.war"));
        Path home = Containers.wildfly();
        ContainerProcess wildfly = new ContainerProcess(
                "WildFly",
                folder,
                List.of(
                        home.resolve("bin/standalone.sh").toString(),
                        "-b",
                        "0.0.0.0",
                        "-Djboss.socket.binding.port-offset=" + offset),
                api(folder, 8080 + offset));
        wildfly.environment.put("JBOSS_HOME", home.toString());
        wildfly.environment.put("JBOSS_BASE_DIR", base.toString());
        wildfly.environment.put("LAUNCH_JBOSS_IN_BACKGROUND", "1");
        wildfly.environment.put("JAVA_OPTS", small("640m", folder) + " -Djava.net.preferIPv4Stack=true");
        return wildfly;
    }

    public static ContainerProcess standalone(Path folder) throws IOException {
        int port = Ports.free();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(small("512m", folder).split(" ")));
        command.addAll(List.of("-jar", WAR.toString(), "--port", "" + port));
        return new ContainerProcess("java -jar", folder, command, api(folder, port));
    }

    private static String small(String heap, Path folder) throws IOException {
        return "-Xmx" + heap + " -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djava.io.tmpdir="
                + Files.createDirectories(temp(folder));
    }

    /** Its {@code java.io.tmpdir}. */
    private static Path temp(Path folder) {
        return folder.resolve("temp");
    }

    public Path temp() {
        return temp(folder);
    }

    private static ServerApi api(Path folder, int port) {
        return new ServerApi(URI.create("http://127.0.0.1:" + port + "/ztp"), folder.resolve("home"));
    }

    /** For the next start. @param key as in ztp.conf */
    public ContainerProcess set(String key, Object value) {
        environment.put("ZTP_" + key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"), value.toString());
        return this;
    }

    public Path home() {
        return folder.resolve("home");
    }

    public ServerApi api() {
        return api;
    }

    /** Does not wait until it answers: several may start at once. */
    public ContainerProcess launch() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(key -> key.matches("(ZTP|CATALINA|JBOSS|JAVA)_.*"));
        builder.environment().putAll(environment);
        process = builder.redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("out").toFile()))
                .start();
        return this;
    }

    public ContainerProcess awaitUp() {
        Awaitility.await(name)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> !process.isAlive() || api.isUp());
        if (!process.isAlive()) {
            throw new AssertionError(name + " ended:\n" + said());
        }
        return this;
    }

    /** SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** @return how long its end was still waited for; nothing of it is left then */
    public Duration awaitEnd() {
        long start = System.nanoTime();
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        for (ProcessHandle one : all) {
            try {
                one.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            } catch (Exception e) {
                throw new AssertionError(name + " does not end:\n" + said(), e);
            }
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** kill -9 of all of it. */
    public void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        awaitEnd();
    }

    /** What it printed, from its first start on. */
    public String said() {
        try {
            return Files.readString(folder.resolve("out"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return name;
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
    }
}
