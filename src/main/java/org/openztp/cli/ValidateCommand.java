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
        description = "Check a neighbordb, definition, pool or attributes; without a file, those the server uses.")
final class ValidateCommand implements Callable<Integer> {
    @ParentCommand
    private Wrt wrt;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "a file, or a folder such as conf with all that is in it")
    private Path file;

    @Override
    public Integer call() {
        return (file == null ? ofTheServer() : here()) ? 0 : 1;
    }

    private boolean ofTheServer() {
        JsonNode faults = wrt.api().get("/status").path("faults");
        if (wrt.out().isJson()) {
            wrt.out().json(faults);
        } else if (faults.isEmpty()) {
            wrt.out().line("Ok!");
        } else {
            faults.forEach(fault -> wrt.out().line(fault.asText()));
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
            return ((BiPredicate<Path, Consumer<String>>) check).test(file, lines);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this command line came without its server", e);
        }
    }
}
