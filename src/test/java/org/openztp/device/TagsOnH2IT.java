package org.openztp.device;

import org.openztp.testkit.TestDb;

class TagsOnH2IT extends TagsContract {
    @Override
    TestDb open() {
        return TestDb.h2();
    }
}
