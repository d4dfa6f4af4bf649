package org.openztp.image.upstream.sync;

import org.openztp.testkit.TestDb;

class SyncOnMariaDbIT extends SyncContract {
    @Override
    TestDb open() {
        return TestDb.mariaDb();
    }
}
