package org.openztp.upgrade;

import org.junit.jupiter.api.BeforeAll;
import org.openztp.testkit.TestDb;

class UpgradeScansOnMariaDbIT extends UpgradeScansContract {
    @BeforeAll
    static void openDb() {
        test = TestDb.mariaDb();
    }
}
