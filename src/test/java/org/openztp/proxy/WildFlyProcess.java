package org.openztp.proxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.openztp.testkit.Containers;
import org.openztp.testkit.Ports;

/** WildFly as it is distributed, as a process of its own with the WAR in it. */
final class WildFlyProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final Path WAR = Path.of(System.getProperty("ztp.war", "target/ztp.war"));

    /** As deploy-wildfly's README tells to add it. */
    private static final String AJP_LISTENER = "<ajp-listener name=\"ajp\" socket-binding=\"ajp\"/>";

    private final int ajpPort = Ports.free();
    private final int port = Ports.free();
    private final Process process;

    /** Starts it, and waits until the WAR is deployed. @param properties system properties */
    WildFlyProcess(Path base, Map<String, String> properties) throws IOException {
        Containers.wildflyBase(base);
        Path configuration = base.resolve("configuration/standalone.xml");
        Files.writeString(
                configuration,
                Files.readString(configuration).replaceFirst("<http-listener ", AJP_LISTENER + "<http-listener "));
        Path deployments = base.resolve("deployments");
        Files.copy(WAR, deployments.resolve("ztp.war"));
        Path home = Containers.wildfly();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx768m",
                "-jar",
                home.resolve("jboss-modules.jar").toString(),
                "-mp",
                home.resolve("modules").toString(),
                "org.jboss.as.standalone",
                "-Djboss.home.dir=" + home,
                "-Djboss.server.base.dir=" + base,
                "-Djboss.http.port=" + port,
                "-Djboss.ajp.port=" + ajpPort,
                "-Djboss.https.port=" + Ports.free(),
                "-Djboss.management.http.port=" + Ports.free()));
        properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
        Path out = base.resolve("out");
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        Awaitility.await("WildFly")
                .atMost(PATIENCE)
                .until(() -> !process.isAlive() || Files.exists(deployments.resolve("ztp.war.deployed")));
        if (!process.isAlive()) {
            throw new AssertionError("WildFly ended:\n" + Files.readString(out));
        }
    }

    int ajpPort() {
        return ajpPort;
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroy();
        Awaitility.await("WildFly's end").atMost(PATIENCE).until(() -> !process.isAlive());
    }
}
