package org.openztp.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.observe.Finding.Level;

class ChecksTest {
    private static final DiskCheck.Limits NONE = new DiskCheck.Limits(0, 0);

    @TempDir
    private Path folder;

    @BeforeEach
    void close() throws IOException {
        mode(folder, "rwx------");
    }

    private static void mode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private Path key(String name, String mode) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "hush-hush");
        mode(file, mode);
        return file;
    }

    private List<Finding> disk(DiskCheck.Limits limits) {
        return new DiskCheck(List.of(folder, folder), limits).findings();
    }

    @Test
    void oneDiskIsOneFindingAndItsRoomDecides() {
        assertThat(disk(NONE)).extracting(Finding::level).containsExactly(Level.OK);
        assertThat(disk(new DiskCheck.Limits(Long.MAX_VALUE, 0)))
                .extracting(Finding::level)
                .containsExactly(Level.WARNING);
        assertThat(disk(new DiskCheck.Limits(Long.MAX_VALUE, Long.MAX_VALUE)))
                .singleElement()
                .satisfies(full -> {
                    assertThat(full.level()).isEqualTo(Level.WRONG);
                    assertThat(full.what()).startsWith("only ").contains(folder.toString());
                    assertThat(full.mend()).contains("larger disk");
                });
    }

    @Test
    void aFolderThatIsMissingIsWrong() {
        assertThat(new DiskCheck(List.of(folder.resolve("fw")), NONE).findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.level()).isEqualTo(Level.WRONG));
    }

    @Test
    void keysOfTheirOwnerAloneAreInOrder() throws IOException {
        key("ssh-ed25519.pem", "rw-------");
        key("session-key", "r--------");

        assertThat(new KeysCheck(folder).findings()).extracting(Finding::level).containsExactly(Level.OK);
    }

    @Test
    void aKeyThatOthersMayReadIsNamedWithTheCommandThatMendsIt() throws IOException {
        Path open = key("ssh-ed25519.pem", "rw-r-----");
        key("session-key", "rw-------");
        mode(folder, "rwxr-xr-x");

        assertThat(new KeysCheck(folder).findings())
                .allSatisfy(finding -> assertThat(finding.level()).isEqualTo(Level.WRONG))
                .extracting(Finding::mend)
                .containsExactly("chmod 700 " + folder, "chmod 600 " + open);
    }

    @Test
    void aFolderOfKeysThatIsMissingIsWrong() {
        assertThat(new KeysCheck(folder.resolve("gone")).findings())
                .extracting(Finding::level)
                .containsExactly(Level.WRONG);
    }

    @Test
    void theFirstTokenIsAHintAndItsContentIsNotTold() throws IOException {
        key("admin-token", "rw-------");

        List<Finding> findings = new KeysCheck(folder).findings();

        assertThat(findings).extracting(Finding::level).containsExactly(Level.OK, Level.OK);
        assertThat(findings.get(1).mend()).contains("wrt token remove");
        assertThat(findings.toString()).doesNotContain("hush-hush");
    }

    @Test
    void aCheckThatBreaksOffIsAFindingAndTheOthersGoOn() {
        List<Finding> findings = new ArrayList<>();
        Check broken = () -> {
            throw new IllegalStateException("hush-hush");
        };

        Check.all(List.of(broken, () -> List.of(Finding.ok("next", "went on"))), findings::add);

        assertThat(findings).extracting(Finding::level).containsExactly(Level.WRONG, Level.OK);
        assertThat(findings.toString()).doesNotContain("hush-hush");
    }
}
