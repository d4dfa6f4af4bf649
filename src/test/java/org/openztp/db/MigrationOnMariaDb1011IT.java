package org.openztp.db;

import org.junit.jupiter.api.Tag;
import org.openztp.testkit.MariaDbServer;
import org.openztp.testkit.TestDb;

@Tag("lab")
class MigrationOnMariaDb1011IT extends MigrationContract {
    @Override
    DbConfig fresh() {
        return TestDb.mariaDbConfig(MariaDbServer.Edition.DEBIAN, 2);
    }
}
