package org.openztp.http;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;
import org.glassfish.jersey.servlet.ServletProperties;

/** What every resource of this application stands on: JSON, problems, body limits. */
public final class JaxRs {
    /** Warns of each resource that is registered as an instance, wrongly; held here lest its level be collected. */
    private static final Logger PROVIDER_CHECK = Logger.getLogger("org.glassfish.jersey.internal.inject.Providers");

    /**
     * What other servlets serve, as paths and as servlet paths. Not the folder of the static files itself: containers
     * differ in what they make of one, down to a redirect that names the wrong scheme behind a proxy.
     */
    private static final String NOT_OURS = "/static/.*[^/]|/(?:fw|files|firmware/images)(?:/.*)?";

    private JaxRs() {}

    /** A configuration to which the application adds its resources and filters. */
    public static ResourceConfig config(Views views) {
        PROVIDER_CHECK.setLevel(Level.SEVERE);
        return new ResourceConfig()
                .property(ServletProperties.FILTER_STATIC_CONTENT_REGEX, NOT_OURS)
                .property(ServerProperties.WADL_FEATURE_DISABLE, true)
                .property(ServerProperties.LOCATION_HEADER_RELATIVE_URI_RESOLUTION_DISABLED, true)
                .property(ServerProperties.RESPONSE_SET_STATUS_OVER_SEND_ERROR, true)
                .register(Json.provider())
                .register(new ErrorMapper(views))
                .register(new BodyLimit())
                .register(new SoundHeaders())
                .register(new NoNullBody())
                .register(new FormBodies());
    }
}
