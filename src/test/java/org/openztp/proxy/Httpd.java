package org.openztp.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.openztp.testkit.Lab;
import org.openztp.testkit.Ports;

/**
 * Debian's apache2 as a process of its own, with the modules Debian enables, those that our samples say must be, and the
 * samples as they are shipped but for ports and the paths of the certificate.
 */
final class Httpd implements AutoCloseable {
    static final String NAME = "net.example";

    private static final Path SAMPLES = Path.of("deploy-tomcat", "httpd");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern MODULES = Pattern.compile("(?m)^#   a2enmod ([a-z_ ]+) &&");
    private static final List<String> DEBIANS = List.of(
            "mpm_event",
            "access_compat",
            "alias",
            "auth_basic",
            "authn_core",
            "authn_file",
            "authz_core",
            "authz_host",
            "authz_user",
            "autoindex",
            "filter",
            "deflate",
            "dir",
            "env",
            "mime",
            "negotiation",
            "reqtimeout",
            "setenvif",
            "status");

    private final Path folder;
    private final StringBuilder sites = new StringBuilder();
    private final Set<String> modules = new TreeSet<>();
    private Process process;

    /** @param folder its ServerRoot */
    Httpd(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        makeCertificate();
    }

    /** The names of the shipped files, without their ending. */
    static List<String> samples() throws IOException {
        try (var files = Files.list(SAMPLES)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".conf"))
                    .map(name -> name.replace(".conf", ""))
                    .sorted()
                    .toList();
        }
    }

    static String sample(String name) throws IOException {
        return Files.readString(SAMPLES.resolve(name + ".conf"));
    }

    /**
     * Adds a site.
     *
     * @param backend the port of the connector behind it
     * @return the port it listens on
     */
    int site(String name, int backend) throws IOException {
        return add(sample(name), backend);
    }

    /** As {@link #site}, made as the sample advises for clients without TLS: on a port of its own without those lines. */
    int plainSite(String name, int backend) throws IOException {
        return add(sample(name).replaceAll("(?m)^ *SSL.*\n", ""), backend);
    }

    int add(String sample, int backend) throws IOException {
        int port = Ports.free();
        Matcher wanted = MODULES.matcher(sample);
        if (!wanted.find()) {
            throw new AssertionError("no line with a2enmod");
        }
        modules.addAll(List.of(wanted.group(1).split(" ")));
        sites.append("Listen ").append(port).append('\n');
        sites.append(sample.replace("*:443", "*:" + port)
                .replaceAll("127\\.0\\.0\\.1:80(80|09)", "127.0.0.1:" + backend)
                .replace("/etc/ssl/certs/ssl-cert-snakeoil.pem", certificate().toString())
                .replace(
                        "/etc/ssl/private/ssl-cert-snakeoil.key",
                        folder.resolve("key.pem").toString()));
        return port;
    }

    Path certificate() {
        return folder.resolve("certificate.pem");
    }

    private void makeCertificate() throws IOException {
        List<String> command = List.of(
                ("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=" + NAME
                                + " -addext subjectAltName=DNS:" + NAME + " -keyout " + folder.resolve("key.pem")
                                + " -out " + certificate())
                        .split(" "));
        Lab.Output output = Lab.run(null, command);
        if (output.exit() != 0) {
            throw new IOException(output.text());
        }
    }

    /** What {@code apachectl configtest} says, and its exit code. */
    Lab.Output configtest() throws IOException {
        List<String> command = new ArrayList<>(List.of("env"));
        environment().forEach((name, value) -> command.add(name + "=" + value));
        command.addAll(command("-t"));
        return Lab.run(null, command);
    }

    Httpd start() throws IOException {
        Path log = folder.resolve("error.log");
        ProcessBuilder builder = new ProcessBuilder(command("-DFOREGROUND"))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile());
        builder.environment().putAll(environment());
        process = builder.start();
        Awaitility.await("httpd")
                .atMost(PATIENCE)
                .until(() -> !process.isAlive()
                        || Files.exists(log) && Files.readString(log, UTF_8).contains("resuming normal operations"));
        if (!process.isAlive()) {
            throw new AssertionError("httpd ended: " + Files.readString(folder.resolve("out")));
        }
        return this;
    }

    private Map<String, String> environment() {
        String here = folder.toString();
        return Map.of("APACHE_RUN_DIR", here, "APACHE_LOG_DIR", here, "APACHE_PID_FILE", here + "/pid");
    }

    private List<String> command(String flag) throws IOException {
        StringBuilder conf = new StringBuilder("ServerName localhost\nPidFile ${APACHE_PID_FILE}\n"
                + "ErrorLog ${APACHE_LOG_DIR}/error.log\nLogLevel warn mpm_event:notice\nDefaultRuntimeDir "
                + "${APACHE_RUN_DIR}\nUser www-data\nGroup www-data\nMutex posixsem\n");
        List<String> all = new ArrayList<>(DEBIANS);
        modules.stream().filter(name -> name.equals("ssl")).forEach(name -> all.add("socache_shmcb"));
        all.addAll(modules);
        for (String name : all) {
            conf.append("Include /etc/apache2/mods-available/").append(name).append(".load\n");
            Path settings = Path.of("/etc/apache2/mods-available", name + ".conf");
            conf.append(Files.exists(settings) ? "Include " + settings + "\n" : "");
        }
        Path file = Files.writeString(folder.resolve("httpd.conf"), conf.append(sites));
        return List.of("/usr/sbin/apache2", "-d", folder.toString(), "-f", file.toString(), flag);
    }

    @Override
    public void close() {
        process.destroy();
        Awaitility.await("the end of httpd").atMost(PATIENCE).until(() -> !process.isAlive());
    }
}
