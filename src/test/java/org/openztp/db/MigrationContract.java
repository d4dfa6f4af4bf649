package org.openztp.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every migration from every earlier step, with data in all tables. A new {@code db/migration/V7__….sql} needs
 * {@code src/test/resources/db/steps/V7.sql} and nothing else: rows for its tables, and selects that must find a row after
 * all later steps.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MigrationContract {
    private static final Path MIGRATIONS = Path.of("src", "main", "resources", "db", "migration");
    private static final Path DATA = Path.of("src", "test", "resources", "db", "steps");

    /** A fresh, empty database. */
    abstract DbConfig fresh();

    static List<Integer> versions() throws IOException {
        try (Stream<Path> files = Files.list(MIGRATIONS)) {
            return files.map(file -> file.getFileName().toString())
                    .map(name -> Integer.parseInt(name.substring(1, name.indexOf("__"))))
                    .sorted(Comparator.naturalOrder())
                    .toList();
        }
    }

    static Stream<List<Integer>> waysBegun() throws IOException {
        List<Integer> all = versions();
        return IntStream.rangeClosed(0, all.size()).mapToObj(steps -> all.subList(0, steps));
    }

    @ParameterizedTest(name = "from {0}")
    @MethodSource("waysBegun")
    void whatEachStepHeldIsStillThereAfterTheNewest(List<Integer> steps) throws Exception {
        DbConfig config = fresh();
        List<String> selects = new ArrayList<>();
        try (HikariDataSource source = Pool.open(config)) {
            for (int step : steps) {
                flyway(source, config).target(Integer.toString(step)).load().migrate();
                List<String> data = statements(step);
                execute(
                        source,
                        data.stream().filter(sql -> !sql.startsWith("select")).toList());
                assertThat(emptyTables(source))
                        .as("tables without a row in V" + step + ".sql")
                        .isEmpty();
                selects.addAll(
                        data.stream().filter(sql -> sql.startsWith("select")).toList());
                assertThat(selects).isNotEmpty();
            }
        }
        try (Db db = Db.open(config)) {
            for (String select : selects) {
                assertThat(db.<List<?>>tx(
                                tx -> tx.em().createNativeQuery(select).getResultList()))
                        .as(select)
                        .isNotEmpty();
            }
            assertThat(db.<Long>tx(tx -> DbContract.add(tx, "goes on"))).isPositive();
        }
    }

    @Test
    void aDatabaseOfANewerServerIsLeftAlone() throws Exception {
        DbConfig config = fresh();
        Db.open(config).close();
        try (HikariDataSource source = Pool.open(config)) {
            migration(source, config, "create table later (id int primary key)").run("here");
        }
        assertThatThrownBy(() -> Db.open(config))
                .isInstanceOf(DatabaseUnfit.class)
                .hasMessageContaining("a newer OpenZTP made these tables (their version is 999)")
                .hasMessageContaining("start that one again");
    }

    @Test
    void aMigrationThatBreaksOffSaysSoAndIsNotWorkedOn() throws Exception {
        DbConfig config = fresh();
        Db.open(config).close();
        try (HikariDataSource source = Pool.open(config)) {
            Migration half = migration(source, config, "create table half (id int); insert into nowhere values (1)");
            assertThatThrownBy(() -> half.run("here"))
                    .isInstanceOf(DatabaseUnfit.class)
                    .hasMessageContaining("to version 999 (later) broke off and is half done")
                    .hasMessageContaining("nowhere")
                    .hasMessageContaining("restore the copy");
            assertThatThrownBy(() -> half.run("here"))
                    .isInstanceOf(DatabaseUnfit.class)
                    .hasMessageContaining("broke off and is half done");
        }
    }

    @Test
    void aStepThatWasChangedAfterItsReleaseIsRefused() throws Exception {
        DbConfig config = fresh();
        Db.open(config).close();
        try (HikariDataSource source = Pool.open(config)) {
            execute(source, List.of("update flyway_schema_history set checksum = 1 where version = '1'"));
        }
        assertThatThrownBy(() -> Db.open(config))
                .isInstanceOf(DatabaseUnfit.class)
                .hasMessageContaining("cannot be brought up to date");
    }

    @TempDir
    Path later;

    private Migration migration(HikariDataSource source, DbConfig config, String sql) throws IOException {
        Files.writeString(later.resolve("V999__later.sql"), sql);
        return new Migration(source, Vendor.ofUrl(config.url()), Migration.STEPS, "filesystem:" + later);
    }

    private static FluentConfiguration flyway(HikariDataSource source, DbConfig config) {
        return Flyway.configure()
                .dataSource(source)
                .locations(Migration.STEPS)
                .placeholders(Map.of("tableOptions", Vendor.ofUrl(config.url()).tableOptions()));
    }

    private static List<String> statements(int step) throws IOException {
        Path file = DATA.resolve("V" + step + ".sql");
        assertThat(file).as("the data of migration " + step).exists();
        String sql = Files.readString(file).replaceAll("(?m)^--.*$", "");
        return Arrays.stream(sql.split(";\\s*\n"))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    private static void execute(HikariDataSource source, List<String> statements) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
            connection.commit();
        }
    }

    private static List<String> emptyTables(HikariDataSource source) throws SQLException {
        List<String> empty = new ArrayList<>();
        try (Connection connection = source.getConnection();
                ResultSet tables =
                        connection.getMetaData().getTables(connection.getCatalog(), connection.getSchema(), "%", null);
                Statement statement = connection.createStatement()) {
            while (tables.next()) {
                String table = tables.getString("TABLE_NAME");
                try (ResultSet row = statement.executeQuery("select 1 from " + table + " limit 1")) {
                    if (!row.next()) {
                        empty.add(table);
                    }
                }
            }
        }
        return empty;
    }
}
