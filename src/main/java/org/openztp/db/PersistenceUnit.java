package org.openztp.db;

import jakarta.persistence.EntityManagerFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.jpa.HibernatePersistenceProvider;

/** Opens the persistence unit {@code ztp} with this WAR's class loader, without looking at the database. */
final class PersistenceUnit {
    private PersistenceUnit() {}

    /** @param ownPool the pool hands out connections with autocommit off */
    static EntityManagerFactory open(DataSource source, Vendor vendor, boolean ownPool) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(AvailableSettings.CLASSLOADERS, List.of(PersistenceUnit.class.getClassLoader()));
        settings.put(AvailableSettings.SCANNER_DISCOVERY, "none");
        settings.put(AvailableSettings.JAKARTA_NON_JTA_DATASOURCE, source);
        settings.put(AvailableSettings.JAKARTA_HBM2DDL_DB_NAME, vendor.product());
        settings.put(AvailableSettings.ALLOW_METADATA_ON_BOOT, false);
        settings.put(AvailableSettings.CONNECTION_PROVIDER_DISABLES_AUTOCOMMIT, ownPool);
        settings.put(AvailableSettings.JDBC_TIME_ZONE, "UTC");
        settings.put(AvailableSettings.PREFERRED_INSTANT_JDBC_TYPE, "TIMESTAMP");
        settings.put(AvailableSettings.JAKARTA_VALIDATION_MODE, "none");
        settings.put(AvailableSettings.QUERY_STARTUP_CHECKING, false);
        // the exception carries it, and a lost race is no error
        settings.put(AvailableSettings.LOG_JDBC_ERRORS, false);
        EntityManagerFactory factory = new HibernatePersistenceProvider().createEntityManagerFactory("ztp", settings);
        if (factory == null) {
            throw new IllegalStateException("META-INF/persistence.xml with the unit ztp is not on the class path");
        }
        return factory;
    }
}
