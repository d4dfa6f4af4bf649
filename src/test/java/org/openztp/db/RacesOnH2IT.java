package org.openztp.db;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.testkit.TestDb;

class RacesOnH2IT extends RacesContract {
    @TempDir
    static Path folder;

    @Override
    TestDb open() {
        return TestDb.h2(folder);
    }
}
