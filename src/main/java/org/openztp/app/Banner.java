package org.openztp.app;

import org.openztp.config.Settings;
import org.openztp.device.FirstSteps;

/** What is printed when the server is ready: where all is, and what to do on a router or in dnsmasq. */
record Banner(String version, Settings settings, String contextPath) {
    String text(int port) {
        FirstSteps steps = new FirstSteps(
                new OwnUrl(settings).at(port, contextPath), settings.dhcp().marker());
        return """
                OpenZTP %s is ready.

                  data folder        %s
                  pages and API      %s/
                  first admin token  %s

                To provision a router, paste on it:

                  %s

                or let dnsmasq tell the routers that have the hook, and restart it:

                  %s
                """.formatted(
                        version,
                        settings.home().folder(),
                        steps.server(),
                        settings.home().keys().resolve("admin-token"),
                        steps.paste(),
                        steps.dnsmasq().replace("\n", "\n  "));
    }
}
