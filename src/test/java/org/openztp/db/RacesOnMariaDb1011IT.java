package org.openztp.db;

import org.junit.jupiter.api.Tag;
import org.openztp.testkit.MariaDbServer;
import org.openztp.testkit.TestDb;

@Tag("lab")
class RacesOnMariaDb1011IT extends RacesContract {
    @Override
    TestDb open() {
        return TestDb.mariaDb(MariaDbServer.Edition.DEBIAN);
    }
}
