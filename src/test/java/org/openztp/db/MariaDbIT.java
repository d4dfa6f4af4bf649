package org.openztp.db;

import org.openztp.testkit.MariaDbServer;

class MariaDbIT extends MariaDbContract {
    @Override
    MariaDbServer.Edition edition() {
        return MariaDbServer.Edition.MAVEN;
    }
}
