package org.openztp.replacement;

import org.openztp.testkit.TestDb;

class ReplacementOnH2IT extends ReplacementContract {
    @Override
    TestDb open() {
        return TestDb.h2();
    }
}
