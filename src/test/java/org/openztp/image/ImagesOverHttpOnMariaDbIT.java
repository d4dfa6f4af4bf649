package org.openztp.image;

import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.openztp.db.DbConfig;
import org.openztp.testkit.TestDb;

/** The same with the other database. */
class ImagesOverHttpOnMariaDbIT extends ImagesOverHttpIT {
    @BeforeAll
    static void start() throws IOException {
        DbConfig database = TestDb.mariaDbConfig(2);
        start(2, database, "db.url", database.url(), "db.user", database.user());
    }
}
