package org.openztp.launcher;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.LogManager;

/** The log of a server of one's own: a few files in ZTP_HOME/log, and the console; silent where another log is set up. */
final class StandaloneLog {
    private StandaloneLog() {}

    static void open(StandaloneOptions options) throws IOException {
        if (System.getProperty("java.util.logging.config.file") != null) {
            return;
        }
        Path folder = Files.createDirectories(options.home().resolve("log"));
        String settings = """
                handlers=%sjava.util.logging.FileHandler
                .level=WARNING
                org.openztp.level=%s
                # the process ends with the application: what it left behind goes with it
                org.apache.catalina.loader.level=SEVERE
                # sessions are not used: how long their first number took does not matter
                org.apache.catalina.util.SessionIdGeneratorBase.level=SEVERE
                java.util.logging.ConsoleHandler.level=ALL
                java.util.logging.FileHandler.level=ALL
                java.util.logging.FileHandler.pattern=%s/ztp.%%g.log
                java.util.logging.FileHandler.limit=10000000
                java.util.logging.FileHandler.count=5
                java.util.logging.FileHandler.append=true
                java.util.logging.FileHandler.encoding=UTF-8
                java.util.logging.FileHandler.formatter=java.util.logging.SimpleFormatter
                java.util.logging.SimpleFormatter.format=%%1$tF %%1$tT.%%1$tL %%4$-7s %%3$s %%5$s%%6$s%%n
                """.formatted(
                        options.log().console() ? "java.util.logging.ConsoleHandler," : "",
                        options.log().debug() ? "FINE" : "INFO",
                        folder.toString().replace("%", "%%").replace("\\", "/"));
        LogManager.getLogManager()
                .readConfiguration(new ByteArrayInputStream(settings.getBytes(StandardCharsets.UTF_8)));
    }
}
