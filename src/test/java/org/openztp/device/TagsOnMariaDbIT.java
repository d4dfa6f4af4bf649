package org.openztp.device;

import org.openztp.testkit.TestDb;

class TagsOnMariaDbIT extends TagsContract {
    @Override
    TestDb open() {
        return TestDb.mariaDb();
    }
}
