package org.openztp.db;

import org.openztp.testkit.MariaDbServer;
import org.openztp.testkit.TestDb;

class MigrationOnMariaDbIT extends MigrationContract {
    @Override
    DbConfig fresh() {
        return TestDb.mariaDbConfig(MariaDbServer.Edition.MAVEN, 2);
    }
}
