package org.openztp.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.openztp.launcher.Standalone;
import org.openztp.launcher.StandaloneOptions;
import org.openztp.launcher.StartFailed;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code wrt serve}: the server itself, and with it a prompt when one is wanted. */
@Command(name = "serve", description = "Run the server until it is told to end.")
final class ServeCommand implements Callable<Integer> {
    @ParentCommand
    private Wrt wrt;

    @Option(
            names = "--conf",
            paramLabel = "FILE",
            description = "the settings, instead of conf/ztp.conf in the data folder")
    private Path conf;

    @Option(names = "--port", paramLabel = "N", description = "the port, instead of http.port of the settings")
    private Integer port;

    @Option(
            names = "--context",
            paramLabel = "PATH",
            defaultValue = "/ztp",
            description = "the path it answers under, / for none (default: ${DEFAULT-VALUE})")
    private String context;

    @Option(names = "--debug", description = "tell more in the log")
    private boolean debug;

    @Option(names = "--shell", description = "open the prompt as well; leaving it stops the server")
    private boolean shell;

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (Standalone server = Standalone.start(options())) {
            wrt.out().page(server.banner());
            if (shell) {
                return wrt.shellAt(server.url().toString());
            }
            server.await();
            return ExitCode.OK;
        } catch (StartFailed e) {
            wrt.out().complain(e.getMessage());
            return e.exitCode();
        }
    }

    private StandaloneOptions options() {
        // a prompt's line must not be written over
        StandaloneOptions options = StandaloneOptions.usual().log(new StandaloneOptions.Log(debug, !shell));
        try {
            options = options.under(context.replaceFirst("/+$", ""));
        } catch (IllegalArgumentException e) {
            throw ApiError.usage("--context: " + e.getMessage());
        }
        options = conf == null ? options : options.conf(conf);
        return port == null ? options : options.port(port);
    }

    /** Every setting with its help, told by the server's own settings, which the command line does not know. */
    static String settings() {
        try {
            Object help = Class.forName("org.openztp.config.SettingsHelp")
                    .getConstructor()
                    .newInstance();
            return "Settings (in conf/ztp.conf, the variable, or -Dztp.<setting>=…):%n".formatted()
                    + ((Supplier<?>) help).get();
        } catch (ReflectiveOperationException e) {
            return "";
        }
    }
}
