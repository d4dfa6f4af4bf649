package org.openztp.image;

import org.openztp.testkit.TestDb;

class BuildFiguresOnH2IT extends BuildFiguresContract {
    @Override
    TestDb open() {
        return TestDb.h2();
    }
}
