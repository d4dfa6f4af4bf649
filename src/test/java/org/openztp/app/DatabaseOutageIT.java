package org.openztp.app;

import org.openztp.testkit.MariaDbServer;

class DatabaseOutageIT extends DatabaseOutageContract {
    @Override
    MariaDbServer.Edition edition() {
        return MariaDbServer.Edition.MAVEN;
    }
}
