package org.openztp.db;

import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceConfiguration;
import jakarta.persistence.PersistenceUnitTransactionType;
import jakarta.persistence.SharedCacheMode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.jpa.HibernatePersistenceProvider;

/** Opens Hibernate on the entities of this WAR with this WAR's class loader, without looking at the database. */
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
        settings.put(AvailableSettings.XML_MAPPING_ENABLED, false);
        // the exception carries it, and a lost race is no error
        settings.put(AvailableSettings.LOG_JDBC_ERRORS, false);
        PersistenceConfiguration unit = new PersistenceConfiguration("ztp")
                .transactionType(PersistenceUnitTransactionType.RESOURCE_LOCAL)
                .sharedCacheMode(SharedCacheMode.NONE)
                .properties(settings);
        entities().forEach(unit::managedClass);
        return new HibernatePersistenceProvider().createEntityManagerFactory(unit);
    }

    /** Those of {@code db/entities}: a persistence.xml would take Hibernate half a second and draw the container's eye. */
    private static List<Class<?>> entities() {
        ClassLoader loader = PersistenceUnit.class.getClassLoader();
        try (InputStream list = loader.getResourceAsStream("db/entities")) {
            List<Class<?>> classes = new ArrayList<>();
            for (String name : new String(list.readAllBytes(), StandardCharsets.UTF_8).split("\\R")) {
                classes.add(Class.forName(name, true, loader));
            }
            return classes;
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException("db/entities", e);
        }
    }
}
