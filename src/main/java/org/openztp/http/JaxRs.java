package org.openztp.http;

import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;

/** What every resource of this application stands on: JSON, problems, body limits. */
public final class JaxRs {
    private JaxRs() {}

    /** A configuration to which the application adds its resources and filters. */
    public static ResourceConfig config(Views views) {
        return new ResourceConfig()
                .property(ServerProperties.WADL_FEATURE_DISABLE, true)
                .property(ServerProperties.LOCATION_HEADER_RELATIVE_URI_RESOLUTION_DISABLED, true)
                .property(ServerProperties.RESPONSE_SET_STATUS_OVER_SEND_ERROR, true)
                .register(Json.provider())
                .register(new ErrorMapper(views))
                .register(new BodyLimit())
                .register(new NoNullBody());
    }
}
