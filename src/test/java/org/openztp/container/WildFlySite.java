package org.openztp.container;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.ContainerController;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.as.controller.client.ModelControllerClient;
import org.jboss.as.controller.client.helpers.Operations;
import org.jboss.dmr.ModelNode;
import org.openztp.testkit.Containers;
import org.openztp.testkit.Ports;

/** WildFly's distribution with a base folder of its own, managed by Arquillian. */
final class WildFlySite extends ManagedSite {
    static final String NAME = "wildfly";

    private final int management = Ports.free();

    WildFlySite(Place place, ContainerController controller, Deployer deployer) throws IOException {
        super(NAME, place, controller, deployer);
        Containers.wildflyBase(place.base());
    }

    @Override
    public void start() {
        List<String> jvm = new ArrayList<>(place.jvm());
        jvm.add("-Djboss.server.base.dir=" + place.base());
        jvm.add("-Djboss.http.port=" + port);
        jvm.add("-Djboss.https.port=" + Ports.free());
        jvm.add("-Djboss.management.http.port=" + management);
        start(Map.of(
                "jbossHome",
                Containers.wildfly().toString(),
                "javaHome",
                place.java().toString(),
                "javaVmArguments",
                String.join(" ", jvm),
                "managementPort",
                "" + management,
                "outputToConsole",
                "false",
                "enableAssertions",
                "false",
                "startupTimeoutInSeconds",
                "180"));
    }

    @Override
    public Path deployed() throws IOException {
        try (Stream<Path> contents = Files.walk(place.base().resolve("data/content"))) {
            return contents.filter(file -> file.endsWith("content"))
                    .filter(Files::isRegularFile)
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Override
    public List<Path> folders() {
        return Stream.concat(Stream.of(place.base(), Containers.wildfly()), place.ofTheUser().stream())
                .toList();
    }

    @Override
    public boolean ownFile(Path file) {
        return Stream.of(
                                "data/content",
                                "data/kernel",
                                "data/timer-service-data",
                                "data/tx-object-store",
                                "tmp/vfs",
                                "tmp/auth",
                                "log",
                                "configuration")
                        .map(place.base()::resolve)
                        .anyMatch(file::startsWith)
                || file.equals(place.base().resolve("tmp/ztp.war"));
    }

    @Override
    public String ownThreads() {
        return "default .*|MSC service thread.*|management.*|ServerService Thread Pool.*|ServerDeploymentRepository.*"
                + "|External Management .*|Reference Reaper .*";
    }

    @Override
    public String log() throws IOException {
        return Files.readString(place.base().resolve("log/server.log"));
    }

    @Override
    public String logLine(String level, String logger) {
        return "(?m)^\\d{4}-\\d\\d-\\d\\d [\\d:,]{12} " + level + " +\\[" + Pattern.quote(logger) + "] \\([^)]+\\) ";
    }

    @Override
    public void logOnlyWarnings() throws IOException {
        ModelNode logger = Operations.createAddOperation(
                Operations.createAddress("subsystem", "logging", "logger", "org.openztp"));
        logger.get("level").set("WARN");
        try (ModelControllerClient client =
                ModelControllerClient.Factory.create(InetAddress.getLoopbackAddress(), management)) {
            ModelNode answer = client.execute(logger);
            if (!Operations.isSuccessfulOutcome(answer)) {
                throw new IOException(answer.toString());
            }
        }
    }
}
