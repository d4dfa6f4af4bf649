package org.openztp.registration.ztps;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import org.openztp.config.BadFile;
import org.openztp.http.Json;

/** Where clients log to. */
@Path("/bootstrap/config")
public final class BootstrapConfResource {
    private final BootstrapConf conf;

    public BootstrapConfResource(BootstrapConf conf) {
        this.conf = conf;
    }

    @GET
    @PermitAll
    public Response get() throws JsonProcessingException {
        try {
            return Shape.content("application/json", Json.MAPPER.writeValueAsBytes(conf.get()));
        } catch (BadFile e) {
            return Shape.empty(400);
        }
    }
}
