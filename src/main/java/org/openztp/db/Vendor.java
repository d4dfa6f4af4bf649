package org.openztp.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import org.openztp.openwrt.InvalidValue;

/** The databases this product knows, and all in which they differ. */
public enum Vendor {
    /** Embedded; exclusive to one server. */
    H2("org.h2.Driver", "H2", "", null),
    /** A server shared by the nodes of a cluster. */
    MARIADB(
            "org.mariadb.jdbc.Driver",
            "MariaDB",
            "engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin",
            "set sql_mode = 'STRICT_ALL_TABLES,STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION',"
                    + " innodb_lock_wait_timeout = 5");

    /** MariaDB's grammar; commits on disk before they are acknowledged; closed by the pool, not by a race at exit. */
    private static final Map<String, String> H2_NEEDS =
            Map.of("MODE", "MariaDB", "DATABASE_TO_LOWER", "TRUE", "WRITE_DELAY", "0", "DB_CLOSE_ON_EXIT", "FALSE");

    private final String driver;
    private final String product;
    private final String tableOptions;
    private final String sessionSql;

    Vendor(String driver, String product, String tableOptions, String sessionSql) {
        this.driver = driver;
        this.product = product;
        this.tableOptions = tableOptions;
        this.sessionSql = sessionSql;
    }

    /** @throws InvalidValue for a database this product does not know */
    static Vendor ofUrl(String url) {
        String lower = url.toLowerCase(Locale.ROOT);
        if (lower.startsWith("jdbc:h2:")) {
            return H2;
        }
        if (lower.startsWith("jdbc:mariadb:")) {
            return MARIADB;
        }
        throw new InvalidValue("db.url: begins with jdbc:mariadb: or jdbc:h2:");
    }

    static Vendor of(Connection connection) throws SQLException {
        return ofProduct(connection.getMetaData().getDatabaseProductName());
    }

    private static Vendor ofProduct(String product) {
        for (Vendor vendor : values()) {
            if (vendor.product.equals(product)) {
                return vendor;
            }
        }
        throw new InvalidValue("database: MariaDB or H2 is wanted, this one is " + product);
    }

    /** The address with what this product needs added where the operator did not set it. */
    String complete(String url) {
        if (this != H2) {
            return url;
        }
        StringBuilder complete = new StringBuilder(url);
        H2_NEEDS.forEach((key, value) -> {
            if (!url.toUpperCase(Locale.ROOT).contains(";" + key + "=")) {
                complete.append(';').append(key).append('=').append(value);
            }
        });
        return complete.toString();
    }

    String driver() {
        return driver;
    }

    /** Its name in JDBC's metadata. */
    public String product() {
        return product;
    }

    String tableOptions() {
        return tableOptions;
    }

    /** What each connection of an own pool begins with; null for nothing. */
    String sessionSql() {
        return sessionSql;
    }
}
