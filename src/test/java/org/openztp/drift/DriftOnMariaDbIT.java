package org.openztp.drift;

import org.junit.jupiter.api.BeforeAll;
import org.openztp.testkit.TestDb;

class DriftOnMariaDbIT extends DriftContract {
    @BeforeAll
    static void openDb() {
        test = TestDb.mariaDb();
    }
}
