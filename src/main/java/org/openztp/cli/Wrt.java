package org.openztp.cli;

import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_COMMAND_LIST;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_FOOTER;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.openztp.launcher.Standalone;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The root of the grammar, for the shell and for the prompt. Exit codes: 0 done, 1 refused or failed, 2 misspelt, 3 no
 * server.
 */
@Command(
        name = "wrt",
        description = "OpenZTP: takes OpenWrt routers from plugged in to provisioned. Without a command it serves.",
        addMethodSubcommands = false)
public final class Wrt {
    private static final List<Class<?>> COMMANDS = List.of(
            ServeCommand.class,
            DeviceCommand.class,
            ScriptCommand.class,
            BackupCommand.class,
            FirmwareCommand.class,
            UpgradeCommand.class,
            RolloutCommand.class,
            SignalCommand.class,
            UpstreamCommand.class,
            ImageCommand.class,
            PoolCommand.class,
            PlanCommand.class,
            ValidateCommand.class,
            LogCommand.class,
            DoctorCommand.class,
            TokenCommand.class,
            EnrolmentSecretCommand.class);

    static final String LOCAL_SERVER = "http://localhost:8080/ztp";

    /** Options of the root that take a value, and all of them: what stands before them decides nothing. */
    private static final Set<String> WITH_VALUE = Set.of("--url", "--token");

    private static final Set<String> ROOT_OPTIONS =
            Set.of("--url", "--token", "--json", "--help", "-h", "--version", "-V");

    private final Surroundings where;
    private Api api;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--url",
            scope = ScopeType.INHERIT,
            paramLabel = "URL",
            description = "the server (variable ZTP_URL; default " + LOCAL_SERVER + ")")
    private String url;

    @Option(
            names = "--token",
            scope = ScopeType.INHERIT,
            paramLabel = "TOKEN",
            description =
                    "the API token (variable ZTP_TOKEN; else, for a server on this machine, the file keys/admin-token in ZTP_HOME or ~/.ztp)")
    private String token;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "JSON as the API gives it, for programs")
    private boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "show this help")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "show the version")
    private boolean version;

    Wrt(Surroundings where) {
        this.where = where;
    }

    public static void main(String[] args) {
        System.exit(run(Surroundings.ofProcess(), args));
    }

    /** One command line of a shell; without a command, {@code serve}. */
    static int run(Surroundings where, String... args) {
        String[] words = withDefault(args);
        if (List.of(words).contains("serve")) {
            Standalone.warmUp();
        }
        // to read all commands takes a tenth of a second
        boolean serves = words.length > 0 && words[0].equals("serve");
        int code =
                grammar(where, serves ? List.of(ServeCommand.class) : COMMANDS).execute(words);
        where.out().flush();
        return code;
    }

    /** The command tree; one instance executes any number of lines, each from the defaults. */
    static CommandLine grammar(Surroundings where) {
        return grammar(where, COMMANDS);
    }

    private static CommandLine grammar(Surroundings where, List<Class<?>> commands) {
        Wrt wrt = new Wrt(where);
        CommandLine.IFactory factory = new Completion.Factory(wrt);
        CommandLine grammar = new CommandLine(wrt, factory);
        commands.forEach(command -> grammar.addSubcommand(new CommandLine(command, factory)));
        grammar.getCommandSpec().addMethodSubcommands(factory);
        grammar.getCommandSpec().version(version());
        grammar.getHelpSectionMap().put(SECTION_KEY_COMMAND_LIST, help -> allCommands("", help.commandSpec()));
        Stream.of(grammar, grammar.getSubcommands().get("serve"))
                .forEach(command -> command.getHelpSectionMap()
                        .put(SECTION_KEY_FOOTER, help -> System.lineSeparator() + ServeCommand.settings()));
        return grammar.setOut(where.out())
                .setErr(where.err())
                .setColorScheme(CommandLine.Help.defaultColorScheme(
                        where.colours() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF))
                .setUsageHelpWidth(100)
                .setExecutionStrategy(parsed -> {
                    wrt.api = null;
                    return new CommandLine.RunLast().execute(parsed);
                })
                .setParameterExceptionHandler(Wrt::misspelt)
                .setExecutionExceptionHandler((e, line, parsed) -> failed(e, line));
    }

    @Command(description = "How the server is: version, database, devices by state, jobs, faults of its files, alerts.")
    int status() {
        JsonNode status = api().get("/status");
        if (out().isJson()) {
            out().json(status);
            return ExitCode.OK;
        }
        Table table = out().table("", "");
        status.properties().forEach(part -> {
            if (part.getValue().isArray()) {
                String one = part.getKey().replaceAll("s$", "");
                part.getValue().forEach(each -> table.row(one, each));
            } else if (part.getValue().isObject()) {
                part.getValue().properties().forEach(p -> table.row(part.getKey() + " " + p.getKey(), p.getValue()));
            } else {
                boolean time = part.getKey().endsWith("At");
                table.row(part.getKey(), time ? Out.time(part.getValue()) : part.getValue());
            }
        });
        table.print();
        return ExitCode.OK;
    }

    @Command(description = "Open a prompt that takes the same commands; Ctrl-D leaves it.")
    int shell() throws IOException {
        return shellAt(url());
    }

    int shellAt(String server) throws IOException {
        return Prompt.open(where, server, token());
    }

    @Command(description = "Show all commands, or one command's help.")
    void help(
            @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "as in: help device list")
                    List<String> words) {
        CommandLine about = spec.commandLine();
        for (String word : words == null ? List.<String>of() : words) {
            CommandLine next = about.getSubcommands().get(word);
            if (next == null) {
                throw ApiError.usage("no command " + word);
            }
            about = next;
        }
        about.usage(about.getOut());
    }

    Api api() {
        if (api == null) {
            api = new Api(url(), token());
        }
        return api;
    }

    Surroundings where() {
        return where;
    }

    Out out() {
        return new Out(where, json);
    }

    Consumer<Duration> pause() {
        return Surroundings::pause;
    }

    String url() {
        return url != null ? url : where.env("ZTP_URL", LOCAL_SERVER);
    }

    private String token() {
        return token != null ? token : where.env("ZTP_TOKEN", isHere(url()) ? keptToken() : null);
    }

    /** The token in the file is this machine's own; no other server is to see it. */
    static boolean isHere(String server) {
        try {
            String host = URI.create(server).getHost();
            return host != null && (host.equals("localhost") || host.equals("[::1]") || host.matches("127[.0-9]+"));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private String keptToken() {
        Path file = where.tokenFile();
        try {
            return Files.isReadable(file) ? Files.readString(file).strip() : null;
        } catch (IOException e) {
            return null;
        }
    }

    /** The whole grammar at a glance: every command that does something, with its first line of help. */
    private static String allCommands(String path, CommandSpec command) {
        StringBuilder text = new StringBuilder();
        command.subcommands().forEach((name, sub) -> {
            if (sub.getSubcommands().isEmpty()) {
                String[] words = sub.getCommandSpec().usageMessage().description();
                text.append(String.format("  %-24s %s%n", path + name, words.length == 0 ? "" : words[0]));
            } else {
                text.append(allCommands(path + name + " ", sub.getCommandSpec()));
            }
        });
        return text.toString();
    }

    private static String version() {
        String known = Wrt.class.getPackage().getImplementationVersion();
        return "OpenZTP " + (known == null ? "(unpackaged)" : known);
    }

    /**
     * Puts {@code serve} in front when the first word that is no option of the root is none of the commands;
     * {@code --validate FILE}, as ZTPServer has it, is the command of that name.
     */
    static String[] withDefault(String... args) {
        if (args.length > 0 && args[0].equals("--validate")) {
            args[0] = "validate";
        }
        int first = 0;
        while (first < args.length && ROOT_OPTIONS.contains(args[first].replaceFirst("=.*", ""))) {
            first += WITH_VALUE.contains(args[first]) ? 2 : 1;
        }
        boolean asksOnly =
                Arrays.stream(args).limit(first).anyMatch(Set.of("--help", "-h", "--version", "-V")::contains);
        if (first < args.length ? !args[first].startsWith("-") : asksOnly) {
            return args;
        }
        return Stream.concat(Stream.of("serve"), Arrays.stream(args)).toArray(String[]::new);
    }

    private static int misspelt(ParameterException e, String[] args) {
        CommandLine line = e.getCommandLine();
        line.getErr().println("wrt: " + Visible.text(e.getMessage()));
        CommandLine.UnmatchedArgumentException.printSuggestions(e, line.getErr());
        line.getErr().println("Try '" + line.getCommandSpec().qualifiedName() + " --help'.");
        line.getErr().flush();
        return ExitCode.USAGE;
    }

    private static int failed(Exception e, CommandLine line) {
        String words = e.getMessage() == null ? e.toString() : e.getMessage();
        line.getErr().println("wrt: " + Visible.text(words));
        line.getErr().flush();
        return e instanceof ApiError known ? known.exitCode() : ExitCode.SOFTWARE;
    }
}
