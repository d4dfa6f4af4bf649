package org.openztp.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.config.BadFile;
import org.openztp.http.Problem;
import org.openztp.testkit.SettableClock;

class DeviceFilesTest {
    private static final String URL = "http://10.0.0.2:8080/ztp";

    @TempDir
    private Path folder;

    private final SettableClock clock = new SettableClock();
    private DeviceFiles files;

    @BeforeEach
    void start() {
        DeviceFiles.Own own = new DeviceFiles.Own(List.of("ssh-ed25519 AAA it's", "ssh-rsa BBB ours"), "marker");
        files = new DeviceFiles(folder, own, clock);
    }

    @Test
    void settingsAndFactsAreFilledInAndEveryOtherCharacterStays() throws IOException {
        write("facts.sh", "echo \"mac=$mac $$\"\n\n");
        write(
                "bootstrap.sh",
                "#!/bin/sh\n#@settings\nfacts() (\n#@facts\n)\n # @settings\necho $$ $server_url ${SERVER} \\1\n");
        assertThat(rendered("bootstrap.sh")).isEqualTo("""
                #!/bin/sh
                ZTP_SERVER='http://10.0.0.2:8080/ztp'
                ZTP_KEYS='ssh-ed25519 AAA it'\\''s
                ssh-rsa BBB ours'
                ZTP_MARKER='marker'
                ZTP_PULL_EVERY='5'
                facts() (
                echo "mac=$mac $$"
                )
                 # @settings
                echo $$ $server_url ${SERVER} \\1
                """);
    }

    @Test
    void theTagChangesWithTheUrlAndWithTheFile() throws IOException {
        write("udhcpc.user", "#@settings\n");
        String before = files.get("udhcpc.user", URL).tag();
        assertThat(files.get("udhcpc.user", URL).tag()).isEqualTo(before);
        assertThat(files.get("udhcpc.user", "http://other/ztp").tag()).isNotEqualTo(before);
        write("udhcpc.user", "#@settings\necho more\n");
        clock.advance(Duration.ofSeconds(1));
        assertThat(files.get("udhcpc.user", URL).tag()).isNotEqualTo(before);
        assertThat(rendered("udhcpc.user")).contains("echo more");
    }

    @Test
    void onlyWhatTheFolderListsIsServed() throws IOException {
        write("99-ztp", "#!/bin/sh\n");
        Files.createDirectory(folder.resolve("sub"));
        Files.writeString(folder.resolve("sub/secret"), "no");
        for (String name : List.of("", ".", "..", "sub", "sub/secret", "../" + folder.getFileName() + "/99-ztp", "x")) {
            assertThatThrownBy(() -> files.get(name, URL)).as(name).isInstanceOf(Problem.class);
        }
        assertThat(rendered("99-ztp")).isEqualTo("#!/bin/sh\n");
        Files.delete(folder.resolve("99-ztp"));
        assertThatThrownBy(() -> files.get("99-ztp", URL)).isInstanceOf(Problem.class);
    }

    @Test
    void aFileWithDosLineEndsIsNotServed() throws IOException {
        write("bootstrap.sh", "#!/bin/sh\r\necho\r\n");
        assertThatThrownBy(() -> files.get("bootstrap.sh", URL))
                .isInstanceOf(BadFile.class)
                .hasMessageContaining("bootstrap.sh:1");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private String rendered(String name) {
        return new String(files.get(name, URL).content(), StandardCharsets.UTF_8);
    }
}
