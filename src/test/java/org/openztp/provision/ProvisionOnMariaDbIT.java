package org.openztp.provision;

import org.junit.jupiter.api.BeforeAll;
import org.openztp.testkit.TestDb;

/** The whole way once more on the other database. */
class ProvisionOnMariaDbIT extends ProvisionJobIT {
    @BeforeAll
    static void openDb() {
        test = TestDb.mariaDb();
    }
}
