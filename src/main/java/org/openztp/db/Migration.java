package org.openztp.db;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
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
        Optional<MigrationInfo> newer = newer();
        if (newer.isPresent()) {
            return madeByNewer(newer.get());
        }
        return broken().map(step -> halfDone(step) + ". ").orElse("the tables cannot be brought up to date: ")
                + FirstConnection.reason(failure);
    }

    /** The tables as they are, for this server. */
    Tables tables() {
        MigrationInfoService info = flyway.info();
        String version = Optional.ofNullable(info.current())
                .map(step -> step.getVersion().toString())
                .orElse(null);
        String fault = newer().map(Migration::madeByNewer)
                .or(() -> broken().map(Migration::halfDone))
                .orElse(null);
        return new Tables(version, info.pending().length, fault);
    }

    private Optional<MigrationInfo> newer() {
        return applied(MigrationState.FUTURE_SUCCESS, MigrationState.FUTURE_FAILED);
    }

    private Optional<MigrationInfo> broken() {
        return applied(MigrationState.FAILED);
    }

    private static String madeByNewer(MigrationInfo newer) {
        return "a newer OpenZTP made these tables (their version is "
                + newer.getVersion()
                + "): start that one again, or restore the copy of the database that was made before the upgrade";
    }

    private static String halfDone(MigrationInfo broken) {
        return "the change of the tables to version " + broken.getVersion() + " (" + broken.getDescription()
                + ") broke off and is half done: " + RESTORE;
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
