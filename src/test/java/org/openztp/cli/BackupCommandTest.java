package org.openztp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.cli.StandInApi.Answer;

class BackupCommandTest {
    private static final String BACKUP = "{\"deviceId\":7,\"version\":2,\"takenAt\":\"2026-01-02T03:04:05Z\","
            + "\"checkedAt\":\"2026-01-03T03:04:05Z\",\"files\":41,\"changed\":3,\"bytes\":9000}";

    @TempDir
    Path folder;

    private final StandInApi api = new StandInApi();
    private final WrtRun wrt = new WrtRun().env("ZTP_URL", api.url());

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void aBackupIsAskedForByTheDevicesName() {
        api.on("GET /devices", "{\"items\":[{\"id\":7}],\"next\":null}");
        api.on("POST /devices/7/backups", ask -> new Answer(202, "application/json", "{\"deviceId\":7}"));

        assertThat(wrt.run("backup", "take", "ap-1").code()).isZero();
        assertThat(wrt.lines()).containsExactly("a backup of device 7 is asked for");
    }

    @Test
    void ofADeviceThatFetchesItsWorkItIsToldWhenItComes() {
        api.on(
                "POST /devices/7/backups",
                ask -> new Answer(202, "application/json", "{\"deviceId\":7,\"way\":\"PULL\"}"));

        assertThat(wrt.run("backup", "take", "7").lines())
                .containsExactly("a backup of device 7 is asked for; it comes when the device asks the next time");
    }

    @Test
    void theVersionsAreListed() {
        api.on("GET /devices/7/backups", "{\"items\":[" + BACKUP + "],\"next\":null}");

        wrt.run("backup", "list", "7");

        assertThat(wrt.lines()).hasSize(2);
        assertThat(wrt.lines().get(1)).startsWith("2 ").contains("41", "9000");
        assertThat(new WrtRun()
                        .env("ZTP_URL", api.url())
                        .run("--json", "backup", "list", "7")
                        .out())
                .contains("\"next\":null");
    }

    @Test
    void aVersionIsPutBack() {
        api.on("POST /devices/7/backups/2/restore", ask -> new Answer(202, "application/json", "{\"deviceId\":7}"));

        assertThat(wrt.run("backup", "restore", "7", "2").lines())
                .containsExactly("device 7 is queued and gets version 2");
    }

    @Test
    void aPlaceIsGivenToABoxByItsMacOrItsHostname() {
        api.on("GET /devices", "{\"items\":[{\"id\":12}],\"next\":null}");
        api.on(
                "POST /devices/7/replace",
                ask -> ask.body().contains("\"12\"")
                        ? Answer.json("{\"old\":7,\"by\":12,\"mac\":\"02:00:00:00:00:12\"}")
                        : new Answer(202, "application/json", "{\"old\":7,\"by\":null,\"mac\":\"02:00:00:00:00:13\"}"));

        assertThat(wrt.run("device", "replace", "7", "--by", "spare").lines())
                .containsExactly("device 12 (02:00:00:00:00:12) has the place and is queued");
        assertThat(new WrtRun()
                        .env("ZTP_URL", api.url())
                        .run("device", "replace", "7", "--by", "02-00-00-00-00-13", "--force")
                        .lines())
                .containsExactly("02:00:00:00:00:13 gets the place when it registers");
        assertThat(api.asked().get(2).body()).isEqualTo("{\"by\":\"02:00:00:00:00:13\",\"force\":true}");
    }

    @Test
    void aPlaceThatWaitsIsTakenBack() {
        api.on("DELETE /devices/7/replace", ask -> new Answer(204, "application/json", ""));

        assertThat(wrt.run("device", "replace", "7", "--cancel").code()).isZero();
        assertThat(wrt.run("device", "replace", "7", "--cancel", "--by", "8").code())
                .isEqualTo(2);
        assertThat(wrt.run("device", "replace", "7").code()).isEqualTo(2);
    }

    @Test
    void theFilesOfAVersionAreShown() {
        api.on(
                "GET /devices/7/backups/2/files",
                "{\"backup\":" + BACKUP + ",\"items\":["
                        + "{\"path\":\"etc/a\",\"bytes\":5,\"sha256\":\"ab\",\"target\":null},"
                        + "{\"path\":\"etc/b\",\"bytes\":0,\"sha256\":null,\"target\":\"/tmp/b\"}]}");

        wrt.run("backup", "show", "7", "2");

        assertThat(wrt.lines()).anyMatch(line -> line.matches("etc/a +5 +ab"));
        assertThat(wrt.lines()).anyMatch(line -> line.matches("etc/b +/tmp/b"));
    }

    @Test
    void aDiffIsPrintedAsItIsAndWhatIsNoTextInWords() {
        api.on(
                "GET /devices/7/backups/1/diff",
                "{\"from\":1,\"to\":2,\"files\":["
                        + "{\"kind\":\"CHANGED\",\"path\":\"etc/a\",\"diff\":\"--- a/etc/a\\n+++ b/etc/a\\n@@ -1 +1 @@\\n-x\\n+y\\n\",\"remark\":null},"
                        + "{\"kind\":\"ADDED\",\"path\":\"etc/key\",\"diff\":null,\"remark\":\"not a text\"}]}");

        wrt.run("backup", "diff", "7", "1", "2");

        assertThat(wrt.lines())
                .containsExactly("--- a/etc/a", "+++ b/etc/a", "@@ -1 +1 @@", "-x", "+y", "etc/key: added, not a text");
        assertThat(api.lines()).containsExactly("GET /devices/7/backups/1/diff?to=2");
    }

    @Test
    void aVersionIsWrittenToAFileOfItsOwnForNobodyElse() throws IOException {
        api.on("GET /devices/7/backups/2", ask -> new Answer(200, "application/gzip", "archive"));
        Path file = folder.resolve("b.tar.gz");

        assertThat(wrt.run("backup", "get", "7", "2", "-o", file.toString()).code())
                .isZero();

        assertThat(file).hasContent("archive");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(wrt.run("backup", "get", "7", "2", "-o", file.toString()).code())
                .isEqualTo(1);
        assertThat(wrt.err()).contains("is there already");
        assertThat(wrt.run("backup", "get", "7", "3", "-o", file + "3").code()).isEqualTo(1);
        assertThat(file.resolveSibling("b.tar.gz3")).doesNotExist();
    }
}
