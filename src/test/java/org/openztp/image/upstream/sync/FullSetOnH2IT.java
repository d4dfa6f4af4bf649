package org.openztp.image.upstream.sync;

import org.openztp.testkit.TestDb;

class FullSetOnH2IT extends FullSetContract {
    @Override
    TestDb open() {
        return TestDb.h2();
    }
}
