package org.openztp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code wrt validate}: the faults of a file of this machine, or of the server's own files. */
@Command(
        name = "validate",
        description = "Check what says what devices become; without a file, all that the server uses.")
final class ValidateCommand implements Callable<Integer> {
    @ParentCommand
    private Wrt wrt;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description =
                    "a neighbordb, definition, pool, template, attributes or a file of nodes/ID; or a folder, ZTP_HOME or"
                            + " its conf, with all that is in it and whether it fits together")
    private Path file;

    @Override
    public Integer call() {
        return (file == null ? ofTheServer() : here()) ? 0 : 1;
    }

    private boolean ofTheServer() {
        JsonNode faults = wrt.api().get("/validation").path("faults");
        if (wrt.out().isJson()) {
            wrt.out().json(faults);
        } else if (faults.isEmpty()) {
            wrt.out().line("Ok!");
        } else {
            for (int i = 0; i < faults.size(); i++) {
                wrt.out().line("[" + i + "] " + faults.get(i).asText());
            }
        }
        return faults.isEmpty();
    }

    /** The command line does not know the files' classes, which need no server; it finds them by their name. */
    @SuppressWarnings("unchecked")
    private boolean here() {
        Consumer<String> lines = wrt.out()::line;
        try {
            Object check =
                    Class.forName("org.openztp.plan.FileCheck").getConstructor().newInstance();
            return Silence.during(() -> ((BiPredicate<Path, Consumer<String>>) check).test(file, lines));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this command line came without its server", e);
        }
    }
}
