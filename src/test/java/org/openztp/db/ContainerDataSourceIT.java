package org.openztp.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A container's data source: its connections commit by themselves unless told otherwise, and it stays the container's. */
class ContainerDataSourceIT {
    private final JdbcConnectionPool container =
            JdbcConnectionPool.create("jdbc:h2:mem:container;MODE=MariaDB;DATABASE_TO_LOWER=TRUE", "sa", "");

    @AfterEach
    void dispose() {
        container.dispose();
    }

    @Test
    void itIsMigratedUsedInTransactionsAndNotClosed() throws Exception {
        try (Db db = Db.open(container, DbConfig.Opening.USUAL)) {
            assertThat(db.vendor()).isEqualTo(Vendor.H2);
            assertThatThrownBy(() -> db.run(tx -> {
                        DbContract.add(tx, "lost");
                        throw new IllegalArgumentException("no");
                    }))
                    .hasMessage("no");
            assertThat(rows(db)).isZero();
            db.run(tx -> DbContract.add(tx, "kept"));
            assertThat(rows(db)).isEqualTo(1);
            assertThat(container.getActiveConnections()).isZero();
        }
        try (Db again = Db.open(container, DbConfig.Opening.USUAL)) {
            assertThat(rows(again)).isEqualTo(1);
        }
    }

    private static long rows(Db db) {
        return db.tx(tx -> tx.em()
                .createQuery("select count(e) from DeviceEvent e", Long.class)
                .getSingleResult());
    }
}
