package org.openztp.app;

import org.junit.jupiter.api.Tag;
import org.openztp.testkit.MariaDbServer;

@Tag("lab")
class DatabaseOutage1011IT extends DatabaseOutageContract {
    @Override
    MariaDbServer.Edition edition() {
        return MariaDbServer.Edition.DEBIAN;
    }
}
