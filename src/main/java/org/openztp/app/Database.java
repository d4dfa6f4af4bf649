package org.openztp.app;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.Optional;
import org.openztp.config.Settings;
import org.openztp.db.Db;
import org.openztp.db.DbConfig;
import org.openztp.db.Login;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which database is used: the container's data source that {@code db.jndi} names, or the one of a well-known name when
 * the container has it; else the one of {@code db.url}; else the embedded one.
 */
final class Database {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);

    private Database() {}

    /** One of its own is opening when this returns, the container's is ready. */
    static Db open(Settings settings) throws IOException {
        Settings.Database db = settings.db();
        Optional<ContainerDataSource> container = db.jndi().isPresent()
                ? Optional.of(ContainerDataSource.named(db.jndi().get()))
                : ContainerDataSource.wellKnown();
        if (container.isPresent()) {
            return ofContainer(container.get(), db);
        }
        return Db.opening(config(settings));
    }

    /** Without a container. */
    static DbConfig config(Settings settings) {
        Settings.Database db = settings.db();
        return db.url()
                .map(url -> new DbConfig(
                        url, db.user().orElse(null), db.password().orElse(null), db.poolSize(), opening(db)))
                .orElseGet(() -> DbConfig.embedded(settings.home().db(), db.poolSize()));
    }

    /** The embedded database, before the first start. */
    static boolean isToCome(Settings settings) {
        return settings.db().url().isEmpty()
                && !Files.exists(settings.home().db().resolve("ztp.mv.db"));
    }

    private static DbConfig.Opening opening(Settings.Database db) {
        Login migrator = db.migrationUser()
                .map(user -> new Login(user, db.migrationPassword().orElse(null)))
                .orElse(null);
        return new DbConfig.Opening(migrator, db.patience());
    }

    private static Db ofContainer(ContainerDataSource container, Settings.Database settings) throws IOException {
        if (settings.url().isPresent()) {
            LOG.warn("db.url is not used: the container has the data source {}", container.name());
        }
        try {
            Db db = Db.open(container.source(), opening(settings));
            LOG.info("{} by the container's data source {}", db.vendor().product(), container.name());
            return db;
        } catch (SQLException e) {
            throw new IOException("the data source " + container.name() + ": " + e.getMessage(), e);
        }
    }
}
