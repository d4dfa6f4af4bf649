package org.openztp.replacement;

import org.openztp.testkit.TestDb;

class ReplacementOnMariaDbIT extends ReplacementContract {
    @Override
    TestDb open() {
        return TestDb.mariaDb();
    }
}
