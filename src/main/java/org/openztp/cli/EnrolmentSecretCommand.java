package org.openztp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code wrt enrolment-secret}: what a new device proves itself by. */
@Command(
        name = "enrolment-secret",
        description = "The secret new devices prove themselves by: create, remove. For administrators.")
final class EnrolmentSecretCommand {
    @ParentCommand
    private Wrt wrt;

    @Command(description = "Make a secret and show it, this once.")
    int create() {
        JsonNode made = wrt.api().post("/enrolment-secrets");
        if (wrt.out().isJson()) {
            wrt.out().json(made);
        } else {
            wrt.out().line(made.path("secret").asText());
        }
        return 0;
    }

    @Command(description = "Remove all secrets; known devices keep their tokens.")
    int remove() {
        wrt.api().delete("/enrolment-secrets");
        return 0;
    }
}
