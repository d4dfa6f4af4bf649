package org.openztp.observe;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntSupplier;

/** For load balancers and supervisors: 200 while the server can do its work, else 503. */
@Path("/health")
public final class HealthResource {
    /** Asks a part of the server for a sign of life. */
    public interface Probe {
        /** @throws Exception when the part is not well */
        void ask() throws Exception;
    }

    private final Probe database;
    private final IntSupplier faults;
    private final IntSupplier alerts;

    /**
     * @param faults how much is wrong in the files of conf; the server works all the same
     * @param alerts how much keeps devices waiting; asked while the database is well
     */
    public HealthResource(Probe database, IntSupplier faults, IntSupplier alerts) {
        this.database = database;
        this.faults = faults;
        this.alerts = alerts;
    }

    @GET
    @PermitAll
    @Produces(MediaType.APPLICATION_JSON)
    public Response health() {
        boolean up = isWell(database);
        return Response.status(up ? 200 : 503)
                .entity(body(up))
                .header("Cache-Control", "no-store")
                .build();
    }

    private Map<String, Object> body(boolean up) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", up ? "up" : "down");
        putSome(body, "faults", faults.getAsInt());
        putSome(body, "alerts", up ? alerts.getAsInt() : 0);
        return body;
    }

    private static void putSome(Map<String, Object> body, String name, int count) {
        if (count > 0) {
            body.put(name, count);
        }
    }

    private static boolean isWell(Probe probe) {
        try {
            probe.ask();
            return true;
        } catch (Exception e) {
            return false;
        }
    }
}
