package org.openztp.db;

import org.junit.jupiter.api.Tag;
import org.openztp.testkit.MariaDbServer;

@Tag("lab")
class MariaDb1011IT extends MariaDbContract {
    @Override
    MariaDbServer.Edition edition() {
        return MariaDbServer.Edition.DEBIAN;
    }
}
