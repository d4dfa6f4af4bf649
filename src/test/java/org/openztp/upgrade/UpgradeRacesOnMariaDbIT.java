package org.openztp.upgrade;

import org.junit.jupiter.api.BeforeAll;
import org.openztp.testkit.TestDb;

class UpgradeRacesOnMariaDbIT extends UpgradeRacesContract {
    @BeforeAll
    static void openDb() {
        test = TestDb.mariaDb();
    }

    @Override
    int times() {
        return 100;
    }
}
