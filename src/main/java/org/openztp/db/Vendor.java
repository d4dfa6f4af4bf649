package org.openztp.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import javax.sql.DataSource;
import org.openztp.openwrt.InvalidValue;

/** The databases this product knows, and all in which they differ. */
public enum Vendor {
    /** Embedded; exclusive to one server. */
    H2("org.h2.Driver", "H2", ""),
    /** A server shared by the nodes of a cluster. */
    MARIADB("org.mariadb.jdbc.Driver", "MariaDB", "engine=InnoDB default charset=utf8mb4");

    /** MariaDB's grammar; commits on disk before they are acknowledged; closed by the pool, not by a race at exit. */
    private static final Map<String, String> H2_NEEDS =
            Map.of("MODE", "MariaDB", "DATABASE_TO_LOWER", "TRUE", "WRITE_DELAY", "0", "DB_CLOSE_ON_EXIT", "FALSE");

    private final String driver;
    private final String product;
    private final String tableOptions;

    Vendor(String driver, String product, String tableOptions) {
        this.driver = driver;
        this.product = product;
        this.tableOptions = tableOptions;
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

    static Vendor of(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection()) {
            return ofProduct(connection.getMetaData().getDatabaseProductName());
        }
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
}
