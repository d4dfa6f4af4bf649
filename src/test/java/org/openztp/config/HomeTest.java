package org.openztp.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {
    @TempDir
    Path temp;

    private Path conf;

    @BeforeEach
    void shipTwoFiles() throws IOException {
        conf = Files.createDirectories(temp.resolve("shipped"));
        Files.createDirectories(conf.resolve("dhcp"));
        Files.writeString(conf.resolve("ztp.conf"), "as shipped");
        Files.writeString(conf.resolve("dhcp/hook.sh"), "#!/bin/sh\n");
    }

    @Test
    void theNearestWordDecidesWhereItLies() {
        Map<String, String> inTomcat = Map.of("catalina.base", "/opt/tomcat", "user.home", "/root");

        assertThat(Home.locate(Map.of(), Map.of("user.home", "/root")).folder()).hasToString("/root/.ztp");
        assertThat(Home.locate(Map.of(), inTomcat).folder()).hasToString("/opt/tomcat/ztp");
        assertThat(Home.locate(Map.of("ZTP_HOME", "/srv/ztp"), inTomcat).folder())
                .hasToString("/srv/ztp");
        assertThat(Home.locate(Map.of("ZTP_HOME", "/srv/ztp"), Map.of("ztp.home", "/data"))
                        .folder())
                .hasToString("/data");
    }

    @Test
    void theFirstStartCopiesWhatIsShipped() throws IOException {
        Home home = created();

        assertThat(home.conf().resolve("ztp.conf")).hasContent("as shipped");
        assertThat(home.conf().resolve("dhcp/hook.sh")).isExecutable();
        assertThat(home.firmware()).isDirectory();
        assertThat(home.tmp()).isEmptyDirectory();
    }

    @Test
    void keysAndDatabaseAreTheOwnersAlone() throws IOException {
        Home home = created();

        for (Path closed : new Path[] {home.keys(), home.db(), home.tmp()}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(closed)))
                    .isEqualTo("rwx------");
        }
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(home.conf().resolve("ztp.conf"))))
                .isEqualTo("rw-r-----");
    }

    @Test
    void aLaterStartLeavesWhatAnOperatorEditedAndAddsWhatIsNew() throws IOException {
        Home home = created();
        Files.writeString(home.conf().resolve("ztp.conf"), "edited");
        Files.writeString(conf.resolve("new.yaml"), "new");

        created();

        assertThat(home.conf().resolve("ztp.conf")).hasContent("edited");
        assertThat(home.conf().resolve("new.yaml")).hasContent("new");
    }

    private Home created() throws IOException {
        return new Home(temp.resolve("home")).create(ShippedFiles.in(conf));
    }
}
