package org.openztp.http;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;

/** What every resource of this application stands on: JSON, problems, body limits. */
public final class JaxRs {
    /** Warns of each resource that is registered as an instance, wrongly; held here lest its level be collected. */
    private static final Logger PROVIDER_CHECK = Logger.getLogger("org.glassfish.jersey.internal.inject.Providers");

    private JaxRs() {}

    /** A configuration to which the application adds its resources and filters. */
    public static ResourceConfig config(Views views) {
        PROVIDER_CHECK.setLevel(Level.SEVERE);
        return new ResourceConfig()
                .property(ServerProperties.WADL_FEATURE_DISABLE, true)
                .property(ServerProperties.LOCATION_HEADER_RELATIVE_URI_RESOLUTION_DISABLED, true)
                .property(ServerProperties.RESPONSE_SET_STATUS_OVER_SEND_ERROR, true)
                .register(Json.provider())
                .register(new ErrorMapper(views))
                .register(new BodyLimit())
                .register(new NoNullBody())
                .register(new FormBodies());
    }
}
