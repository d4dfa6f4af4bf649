package org.openztp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code wrt doctor}: what is wrong, and how to mend it. It changes nothing. */
@Command(
        name = "doctor",
        description = "Tell what is wrong with the server, or with this machine's data folder, and how to mend it.",
        footer = {"", "With --json each finding is one line. Exit code 1 when something is wrong, 3 without a server."})
final class DoctorCommand implements Callable<Integer> {
    private static final String LOCAL_CHECKS = "org.openztp.app.LocalChecks";

    @ParentCommand
    private Wrt wrt;

    @Option(
            names = "--conf",
            paramLabel = "FILE",
            description = "the settings, instead of conf/ztp.conf in the data folder; looked at when no server answers")
    private Path conf;

    /** What became of asking the server for its own findings. */
    private enum Server {
        WELL,
        /** It answers, and cannot do its work. */
        ILL,
        SILENT
    }

    @Override
    public Integer call() {
        Findings findings = new Findings(wrt.out());
        boolean here = Wrt.isHere(wrt.url());
        boolean folder = here && Files.isDirectory(wrt.where().dataFolder());
        Server server = server(findings, folder);
        if (server != Server.WELL && folder) {
            machine(findings, server);
        }
        if (server != Server.SILENT || !here) {
            findings.from("router", "as a router sees it");
            new RouterView(findings::add).look(wrt.api().base(), this::firmware);
        }
        findings.total();
        if (server == Server.SILENT && !folder) {
            return ApiError.UNREACHABLE;
        }
        return findings.isWrong() ? ExitCode.SOFTWARE : ExitCode.OK;
    }

    private Server server(Findings findings, boolean folder) {
        findings.from("server", "the server " + wrt.api().base());
        try {
            JsonNode checkup = wrt.api().get("/checks");
            findings.add(Finding.ok("server", "it answers"));
            checkup.path("items").forEach(item -> findings.add(Finding.of(item)));
            return Server.WELL;
        } catch (ApiError e) {
            if (e.exitCode() == ApiError.UNREACHABLE) {
                String mend = "start it, or name another address or path by --url";
                findings.add(
                        folder
                                ? Finding.warning("server", e.getMessage(), null, mend)
                                : Finding.wrong("server", e.getMessage(), null, mend));
                return Server.SILENT;
            }
            if (e.exitCode() != ExitCode.SOFTWARE) {
                throw e;
            }
            findings.add(refusal(e));
            return e.mayPass() ? Server.ILL : Server.WELL;
        }
    }

    private Finding refusal(ApiError e) {
        String why = "what the server finds wrong with itself is not told";
        if (e.status() == 401 && !wrt.api().hasToken()) {
            return Finding.warning("server", e.getMessage(), why, "any token of the role viewer will do");
        }
        return switch (e.status()) {
            case 401, 403 -> Finding.wrong("server", e.getMessage(), why, "a token of the role viewer is wanted");
            case 0, 404 -> Finding.wrong("server", e.getMessage(), why, "is the path right? it is the context path");
            default -> Finding.wrong("server", e.getMessage(), why, "its log tells more");
        };
    }

    /** The application looks; the command line does not know it. */
    private void machine(Findings findings, Server server) {
        Path folder = wrt.where().dataFolder();
        findings.from("machine", "this machine, " + folder);
        Map<String, String> properties = new HashMap<>(Map.of("ztp.home", folder.toString()));
        if (conf != null) {
            properties.put("ztp.conf", conf.toAbsolutePath().toString());
        }
        Consumer<String> found = json -> {
            Finding finding = Finding.of(Api.parsed(json));
            if (server == Server.SILENT || !finding.about().equals("port")) {
                findings.add(finding);
            }
        };
        Silence.during(() -> {
            localChecks().accept(properties, found);
            return null;
        });
    }

    @SuppressWarnings("unchecked") // the class declares these very types
    private static BiConsumer<Map<String, String>, Consumer<String>> localChecks() {
        try {
            return (BiConsumer<Map<String, String>, Consumer<String>>)
                    Class.forName(LOCAL_CHECKS).getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw ApiError.failed("this program holds no server: " + e);
        }
    }

    /** The path of a firmware file the server has, null when it has none or does not say. */
    private String firmware() {
        try {
            for (JsonNode file : wrt.api().get("/firmware").path("items")) {
                if (file.path("sizeBytes").asLong() > 0) {
                    return "/fw/" + Api.encoded(file.path("file").asText()).replace("%2F", "/");
                }
            }
            return null;
        } catch (ApiError e) {
            return null;
        }
    }
}
