package org.openztp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code wrt token}: who may use the API. */
@Command(name = "token", description = "API tokens: create, list, remove. For administrators.")
final class TokenCommand {
    @ParentCommand
    private Wrt wrt;

    @Command(description = "Make a token and show it, this once.")
    int create(
            @Parameters(paramLabel = "NAME", description = "what or whom it is for") String name,
            @Option(
                            names = "--role",
                            required = true,
                            paramLabel = "ROLE",
                            completionCandidates = Completion.Roles.class,
                            description = "one of ${COMPLETION-CANDIDATES}")
                    String role) {
        JsonNode made = wrt.api().post("/tokens", Api.object().put("name", name).put("role", role));
        if (wrt.out().isJson()) {
            wrt.out().json(made);
        } else {
            wrt.out().line(made.path("token").asText());
        }
        return 0;
    }

    @Command(description = "List the tokens, without their secret part.")
    int list() {
        JsonNode tokens = wrt.api().get("/tokens");
        if (wrt.out().isJson()) {
            wrt.out().json(tokens);
            return 0;
        }
        Table table = wrt.out().table("ID", "NAME", "ROLE", "CREATED", "LAST USED");
        for (JsonNode token : tokens.path("items")) {
            table.row(
                    token.get("id"),
                    token.get("name"),
                    token.get("role"),
                    Out.time(token.path("createdAt")),
                    Out.time(token.path("lastUsed")));
        }
        table.print();
        return 0;
    }

    @Command(description = "Remove a token; who holds it is out at once.")
    int remove(@Parameters(paramLabel = "ID", description = "its id, or its name") String id) {
        wrt.api().delete("/tokens/" + (id.matches("\\d+") ? id : named(id)));
        return 0;
    }

    private String named(String name) {
        for (JsonNode token : wrt.api().get("/tokens").path("items")) {
            if (token.path("name").asText().equals(name)) {
                return token.path("id").asText();
            }
        }
        throw ApiError.failed("no token " + name);
    }
}
