package org.openztp.drift;

import org.junit.jupiter.api.BeforeAll;
import org.openztp.testkit.TestDb;

class DriftOnH2IT extends DriftContract {
    @BeforeAll
    static void openDb() {
        test = TestDb.h2();
    }
}
