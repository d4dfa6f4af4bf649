package org.openztp.image;

import org.openztp.testkit.TestDb;

class ImagesKeptOnH2IT extends ImagesKeptContract {
    @Override
    TestDb open() {
        return TestDb.h2();
    }
}
