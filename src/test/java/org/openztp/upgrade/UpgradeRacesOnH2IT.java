package org.openztp.upgrade;

import org.junit.jupiter.api.BeforeAll;
import org.openztp.testkit.TestDb;

class UpgradeRacesOnH2IT extends UpgradeRacesContract {
    @BeforeAll
    static void openDb() {
        test = TestDb.h2();
    }

    @Override
    int times() {
        return 1000;
    }
}
