package org.openztp.db;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;

/** Brings the tables up to date, or says for the operator why that cannot be. */
final class Migration {
    static final String STEPS = "classpath:db/migration";

    private static final String RESTORE = "restore the copy of the database that was made before the upgrade"
            + " (one that never held data is dropped and made anew), and start again";

    private final Flyway flyway;

    Migration(DataSource source, Vendor vendor, String... locations) {
        flyway = Flyway.configure(Migration.class.getClassLoader())
                .dataSource(source)
                .locations(locations)
                .ignoreMigrationPatterns(new String[0])
                .placeholders(Map.of("tableOptions", vendor.tableOptions()))
                .load();
    }

    /** @throws DatabaseUnfit when the tables are newer than this server, or half changed, or cannot be changed */
    void run(String place) {
        try {
            flyway.migrate();
        } catch (FlywayException e) {
            throw new DatabaseUnfit(place + ": " + words(e), e);
        }
    }

    private String words(FlywayException failure) {
        Optional<MigrationInfo> newer = applied(MigrationState.FUTURE_SUCCESS, MigrationState.FUTURE_FAILED);
        if (newer.isPresent()) {
            return "a newer OpenZTP made these tables (their version is "
                    + newer.get().getVersion()
                    + "): start that one again, or restore the copy of the database that was made before the upgrade";
        }
        Optional<MigrationInfo> broken = applied(MigrationState.FAILED);
        if (broken.isPresent()) {
            return "the change of the tables to version " + broken.get().getVersion() + " ("
                    + broken.get().getDescription() + ") broke off and is half done: " + RESTORE + ". "
                    + FirstConnection.reason(failure);
        }
        return "the tables cannot be brought up to date: " + FirstConnection.reason(failure);
    }

    /** The newest in one of these states. */
    private Optional<MigrationInfo> applied(MigrationState... states) {
        try {
            return Arrays.stream(flyway.info().applied())
                    .filter(step -> Arrays.asList(states).contains(step.getState()))
                    .reduce((older, newer) -> newer);
        } catch (FlywayException e) {
            return Optional.empty();
        }
    }
}
