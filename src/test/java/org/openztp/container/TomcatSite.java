package org.openztp.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.ContainerController;
import org.jboss.arquillian.container.test.api.Deployer;
import org.openztp.testkit.Containers;
import org.openztp.testkit.Ports;

/** Tomcat's distribution in a base folder of its own, managed by Arquillian. */
final class TomcatSite extends ManagedSite {
    static final String NAME = "tomcat";

    private final String line;

    TomcatSite(Place place, String line, ContainerController controller, Deployer deployer) throws IOException {
        super(NAME, place, controller, deployer);
        this.line = line;
        Path conf = Containers.tomcatBase(line, place.base()).resolve("conf");
        Path server = conf.resolve("server.xml");
        Files.writeString(
                server,
                Files.readString(server)
                        .replace("<Server port=\"8005\"", "<Server port=\"-1\"")
                        .replace("<Connector port=\"8080\"", "<Connector address=\"127.0.0.1\" port=\"" + port + "\""));
        // Tomcat gives open streams this long, in ms, before it tells the application to end them
        Path context = conf.resolve("context.xml");
        Files.writeString(context, Files.readString(context).replace("<Context>", "<Context unloadDelay=\"100\">"));
        Files.writeString(conf.resolve("tomcat-users.xml"), """
                <tomcat-users xmlns="http://tomcat.apache.org/xml">
                  <user username="arquillian" password="arquillian" roles="manager-script"/>
                </tomcat-users>
                """);
        Files.createDirectories(conf.resolve("Catalina/localhost"));
        Files.writeString(conf.resolve("Catalina/localhost/manager.xml"), """
                <Context docBase="${catalina.home}/webapps/manager" privileged="true"/>
                """);
    }

    @Override
    public void start() {
        start(Map.of(
                "catalinaHome",
                Containers.tomcat(line).toString(),
                "catalinaBase",
                place.base().toString(),
                "javaHome",
                place.java().toString(),
                "javaVmArguments",
                String.join(" ", place.jvm()),
                "bindAddress",
                "127.0.0.1",
                "bindHttpPort",
                "" + port,
                "jmxPort",
                "" + Ports.free(),
                "user",
                "arquillian",
                "pass",
                "arquillian"));
    }

    @Override
    public Path deployed() {
        return place.base().resolve("webapps/ztp.war");
    }

    @Override
    public List<Path> folders() {
        return Stream.concat(Stream.of(place.base(), Containers.tomcat(line)), place.ofTheUser().stream())
                .toList();
    }

    @Override
    public boolean ownFile(Path file) {
        return Stream.of("webapps/ztp", "webapps/ztp.war", "work/Catalina", "logs")
                .map(place.base()::resolve)
                .anyMatch(file::startsWith);
    }

    @Override
    public String ownThreads() {
        return "http-nio-.*|Catalina-utility-#|JMX server .*|RMI .*";
    }

    @Override
    public String log() throws IOException {
        StringBuilder log = new StringBuilder();
        try (Stream<Path> files = Files.list(place.base().resolve("logs"))) {
            for (Path file : files.filter(name -> name.getFileName().toString().startsWith("catalina."))
                    .sorted()
                    .toList()) {
                log.append(Files.readString(file));
            }
        }
        return log.toString();
    }

    @Override
    public String logLine(String level, String logger) {
        return "(?m)^\\d\\d-\\w{3}-\\d{4} [\\d:.]{12} " + level + " \\[[^]]+] " + Pattern.quote(logger) + "\\.\\w+ ";
    }

    @Override
    public void logOnlyWarnings() throws IOException {
        Path logging = place.base().resolve("conf/logging.properties");
        Files.writeString(logging, Files.readString(logging) + "\norg.openztp.level = WARNING\n");
    }
}
