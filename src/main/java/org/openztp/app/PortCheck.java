package org.openztp.app;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import org.openztp.config.Settings;
import org.openztp.observe.Check;
import org.openztp.observe.Finding;

/** Whether a server of one's own could listen where the settings say. */
record PortCheck(Settings.Http http) implements Check {
    private static final String ABOUT = "port";

    @Override
    public List<Finding> findings() {
        String place = http.address() + " port " + http.port();
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(http.address(), http.port()));
            return List.of(Finding.ok(ABOUT, place + " is free"));
        } catch (IOException e) {
            return List.of(Finding.wrong(
                    ABOUT,
                    "cannot listen on " + place + ": " + e.getMessage(),
                    "java -jar ztp.war does not start; under Tomcat or WildFly it is theirs, and their log tells why"
                            + " the application is not there",
                    "end what listens there (ss -ltnp), or set http.port; a server under another path or port: --url"));
        }
    }
}
