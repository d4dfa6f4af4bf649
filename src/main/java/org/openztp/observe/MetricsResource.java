package org.openztp.observe;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.util.List;

/** The server's figures for Prometheus, which sends a token as everybody does. */
@Path("/metrics")
public final class MetricsResource {
    private final List<Meter> meters;

    public MetricsResource(List<Meter> meters) {
        this.meters = List.copyOf(meters);
    }

    @GET
    @RolesAllowed(StatusResource.MAY_VIEW)
    @Produces("text/plain; version=0.0.4; charset=utf-8")
    public String metrics() {
        StringBuilder out = new StringBuilder();
        meters.forEach(meter -> meter.read().forEach(metric -> metric.write(out)));
        return out.toString();
    }
}
