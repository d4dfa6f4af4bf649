package org.openztp.pull;

import java.io.IOException;
import java.net.URI;

class PullOnH2IT extends PullContract {
    @Override
    String[] settings() {
        // nobody listens there
        return new String[] {
            "provision.ssh-port",
            "9",
            "provision.attempts",
            "2",
            "provision.backoff",
            "1h",
            "provision.backoff-max",
            "1h"
        };
    }

    /** An embedded database has one server at a time. */
    @Override
    URI another() throws IOException {
        server.close();
        server = start(home);
        return server.url();
    }
}
