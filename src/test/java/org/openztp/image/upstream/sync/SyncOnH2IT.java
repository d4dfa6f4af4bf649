package org.openztp.image.upstream.sync;

import org.openztp.testkit.TestDb;

class SyncOnH2IT extends SyncContract {
    @Override
    TestDb open() {
        return TestDb.h2();
    }
}
