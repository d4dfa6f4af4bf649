package org.openztp.script;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.openztp.auth.Role;

/** The script library as JSON. */
@Path("/api/v1/scripts")
@Produces(MediaType.APPLICATION_JSON)
public final class ScriptsResource {
    /** All scripts; there are too few of them for pages. */
    public record ScriptsView(List<ScriptView> items) {}

    public record ScriptView(
            String name,
            String description,
            List<String> arguments,
            @JsonProperty("default") boolean isDefault) {}

    private final Scripts scripts;

    public ScriptsResource(Scripts scripts) {
        this.scripts = scripts;
    }

    @GET
    @RolesAllowed(Role.MAY_VIEW)
    public ScriptsView list() {
        return new ScriptsView(
                scripts.list().stream().map(ScriptsResource::view).toList());
    }

    private static ScriptView view(Script script) {
        return new ScriptView(script.name(), script.description(), script.arguments(), script.isDefault());
    }
}
