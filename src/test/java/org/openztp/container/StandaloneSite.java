package org.openztp.container;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.openztp.testkit.Ports;

/** {@code java -jar ztp.war}: deployed is started, undeployed is ended. */
final class StandaloneSite implements Site {
    private final Place place;
    private final int port = Ports.free();
    private Process process;
    private boolean onlyWarnings;

    StandaloneSite(Place place) throws IOException {
        this.place = place;
        Files.createDirectories(place.base());
    }

    @Override
    public void start() throws IOException {
        if (Files.exists(place.home().resolve("keys"))) {
            deploy();
        }
    }

    @Override
    public void stop() {
        undeploy();
    }

    @Override
    public void deploy() throws IOException {
        List<String> command = new ArrayList<>();
        command.add(place.java().resolve("bin/java").toString());
        command.addAll(place.jvm());
        if (onlyWarnings) {
            command.add("-Djava.util.logging.config.file=" + logging());
        }
        command.addAll(List.of("-jar", WarAsBuilt.FILE.toString(), "--port", "" + port));
        process = new ProcessBuilder(command)
                .directory(place.base().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(out().toFile()))
                .start();
    }

    @Override
    public void undeploy() {
        process.destroy();
        try {
            if (!process.waitFor(Journey.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("the server does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean hostsApplications() {
        return false;
    }

    @Override
    public URI url() {
        return URI.create("http://127.0.0.1:" + port + "/ztp");
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public Path deployed() {
        return WarAsBuilt.FILE;
    }

    @Override
    public List<Path> folders() {
        List<Path> folders = new ArrayList<>(place.ofTheUser());
        folders.add(place.base());
        return folders;
    }

    @Override
    public boolean ownFile(Path file) {
        return file.equals(out()) || file.equals(logging());
    }

    private Path out() {
        return place.base().resolve("console.log");
    }

    private Path logging() {
        return place.base().resolve("logging.properties");
    }

    @Override
    public String ownThreads() {
        return "";
    }

    @Override
    public String log() throws IOException {
        return Files.readString(out());
    }

    @Override
    public String logLine(String level, String logger) {
        return "(?m)^\\d{4}-\\d\\d-\\d\\d [\\d:.]{12} " + level + " +" + Pattern.quote(logger) + " ";
    }

    @Override
    public void logOnlyWarnings() throws IOException {
        onlyWarnings = true;
        Files.writeString(logging(), """
                handlers=java.util.logging.ConsoleHandler
                .level=WARNING
                java.util.logging.SimpleFormatter.format=%1$tF %1$tT.%1$tL %4$-7s %3$s %5$s%6$s%n
                """);
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
        }
    }
}
