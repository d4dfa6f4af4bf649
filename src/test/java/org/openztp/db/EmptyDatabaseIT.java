package org.openztp.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmptyDatabaseIT {
    @TempDir
    Path folder;

    /** All that makes a database again, but who made which step when. */
    private static List<String> script(String url) throws SQLException {
        List<String> lines = new ArrayList<>();
        JdbcDataSource source = new JdbcDataSource();
        source.setURL(Vendor.H2.complete(url));
        try (Connection connection = source.getConnection();
                ResultSet rows = connection.createStatement().executeQuery("script nosettings")) {
            while (rows.next()) {
                lines.add(rows.getString(1));
            }
        }
        lines.removeIf(line -> line.contains("flyway_schema_history") || line.startsWith("CREATE USER"));
        return lines.stream().sorted().toList();
    }

    @Test
    void whatTheFirstStartCopiesIsWhatTheMigrationsMake() throws Exception {
        DbConfig config = DbConfig.embedded(folder, 4);
        EmptyDatabase.layAt(config);
        assertThat(config.file().orElseThrow()).exists();
        String stepByStep = "jdbc:h2:" + folder.resolve("migrated");
        Db.open(new DbConfig(stepByStep, null, null, 4)).close();
        assertThat(script(config.url())).isEqualTo(script(stepByStep)).hasSizeGreaterThan(50);
    }

    @Test
    void oneThatIsThereIsLeftAsItIs() throws IOException {
        Path file = Files.writeString(folder.resolve("ztp.mv.db"), "mine");
        EmptyDatabase.layAt(DbConfig.embedded(folder, 4));
        assertThat(file).hasContent("mine");
    }

    @Test
    void whoComesLaterReplacesNothingAndNobodyLeavesAnything() throws Exception {
        DbConfig config = DbConfig.embedded(folder.resolve("db"), 4);
        IntStream.range(0, 64).parallel().forEach(i -> EmptyDatabase.layAt(config));
        try (Stream<Path> files = Files.list(folder.resolve("db"))) {
            assertThat(files).containsExactly(config.file().orElseThrow());
        }
        try (Db db = Db.open(config)) {
            assertThat(db.condition().tables().pending()).isZero();
        }
    }

    @Test
    void anotherDatabaseIsNobodysCopy() {
        EmptyDatabase.layAt(new DbConfig("jdbc:h2:mem:other", null, null, 4));
        assertThat(folder).isEmptyDirectory();
    }
}
