package org.openztp.db;

import java.util.UUID;

class MigrationOnH2IT extends MigrationContract {
    @Override
    DbConfig fresh() {
        return new DbConfig("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", null, null, 2);
    }
}
