package org.openztp.app;

import org.glassfish.jersey.server.ApplicationHandler;
import org.openztp.http.JaxRs;
import org.openztp.http.Views;

/**
 * Makes an empty Jersey application and throws it away: run on a thread of its own by the server of
 * {@code java -jar ztp.war}, which finds it by its name, it loads a thousand classes on one core while the database opens
 * on another.
 */
public final class WarmUp implements Runnable {
    @Override
    public void run() {
        new ApplicationHandler(JaxRs.config(new Views())).getInjectionManager().shutdown();
    }
}
