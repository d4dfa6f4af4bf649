package org.openztp.app;

import java.io.IOException;
import java.sql.SQLException;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.openztp.config.Settings;
import org.openztp.db.Db;
import org.openztp.db.DbConfig;

/** Which database the settings mean: a container's data source, one by its URL, or the embedded one. */
final class Database {
    private Database() {}

    static Db open(Settings settings) throws IOException {
        Settings.Database db = settings.db();
        if (db.jndi().isPresent()) {
            return ofContainer(db.jndi().get());
        }
        return Db.open(db.url()
                .map(url ->
                        new DbConfig(url, db.user().orElse(null), db.password().orElse(null), db.poolSize()))
                .orElseGet(() -> DbConfig.embedded(settings.home().db(), db.poolSize())));
    }

    private static Db ofContainer(String name) throws IOException {
        try {
            return Db.open((DataSource) new InitialContext().lookup(name));
        } catch (NamingException | SQLException e) {
            throw new IOException("db.jndi: " + name + ": " + e.getMessage(), e);
        }
    }
}
