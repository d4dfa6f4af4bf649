package org.openztp.image.upstream.sync;

import org.openztp.testkit.TestDb;

class FullSetOnMariaDbIT extends FullSetContract {
    @Override
    TestDb open() {
        return TestDb.mariaDb();
    }
}
