package org.openztp.pull;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.db.DbConfig;
import org.openztp.testkit.TestDb;
import org.openztp.testkit.TestServer;

/** With two servers on one database. */
class PullOnMariaDbIT extends PullContract {
    private final DbConfig database = TestDb.mariaDbConfig(10);

    @TempDir
    static Path second;

    private TestServer other;

    @Override
    String[] settings() {
        return new String[] {
            "db.url",
            database.url(),
            "db.user",
            database.user(),
            "provision.ssh-port",
            "9",
            "provision.attempts",
            "2",
            "provision.backoff",
            "1h",
            "provision.backoff-max",
            "1h"
        };
    }

    @Override
    URI another() throws IOException {
        if (other == null) {
            try (Stream<Path> files = Files.walk(home)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Path copy = second.resolve(home.relativize(file).toString());
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy);
                }
            }
            other = start(second);
        }
        return other.url();
    }

    @AfterAll
    void stopTheOther() {
        if (other != null) {
            other.close();
        }
    }
}
