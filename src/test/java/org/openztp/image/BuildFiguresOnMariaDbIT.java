package org.openztp.image;

import org.openztp.testkit.TestDb;

class BuildFiguresOnMariaDbIT extends BuildFiguresContract {
    @Override
    TestDb open() {
        return TestDb.mariaDb();
    }
}
