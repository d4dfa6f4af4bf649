package org.openztp.registration.seed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a seed image runs, run: in a folder that stands for the root of a router, by this machine's shell. */
class SeedScriptTest {
    private static final String URL = "http://10.0.0.2:8080/ztp";

    @TempDir
    Path root;

    @BeforeEach
    void aFreshRouter() throws IOException {
        for (String folder : List.of("etc/config", "lib/netifd", "bin")) {
            Files.createDirectories(root.resolve(folder));
        }
        Files.writeString(root.resolve("lib/netifd/dhcp.script"), "for f in /etc/udhcpc.user.d/*; do . $f; done\n");
        Path uci = root.resolve("bin/uci");
        String standIn = Files.readString(Path.of("src/test/lab/root/sbin/uci"));
        Files.writeString(
                uci,
                standIn.replace("conf=/etc/config", "conf=" + root.resolve("etc/config"))
                        .replace("save=/tmp/", "save=" + root + "/tmp/"));
        Files.setPosixFilePermissions(uci, PosixFilePermissions.fromString("rwx------"));
    }

    private static SeedScript script(String url, String marker) throws IOException {
        return new SeedScript(
                Files.readString(Path.of("conf/device/udhcpc.user")),
                Files.readString(Path.of("conf/device/99-ztp")),
                url,
                marker,
                List.of("ssh-ed25519 AAAA it's ztp", "ssh-rsa BBBB ztp"));
    }

    /** As OpenWrt does it: sourced, from a shell of its own. */
    private String run(String text) throws Exception {
        Path file = root.resolve("seed");
        Files.writeString(file, text.replaceAll("(?<![\\w.])/(etc|usr/share|lib/netifd)/", root + "/$1/"));
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", "( . \"$1\" ) || echo failed", "sh", file.toString());
        builder.environment().merge("PATH", root.resolve("bin").toString(), (path, ours) -> ours + ":" + path);
        Process sh = builder.redirectErrorStream(true).start();
        String out = new String(sh.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        sh.waitFor();
        return out;
    }

    private String setting(String name) throws Exception {
        Process uci = new ProcessBuilder(root.resolve("bin/uci").toString(), "-q", "get", "ztp.server." + name).start();
        return new String(uci.getInputStream().readAllBytes(), StandardCharsets.UTF_8).stripTrailing();
    }

    private Map<String, FileTime> files() throws IOException {
        Map<String, FileTime> all = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path each : files.filter(Files::isRegularFile).toList()) {
                if (!each.startsWith(root.resolve("tmp")) && !each.endsWith("seed")) {
                    all.put(each + " " + Files.getPosixFilePermissions(each), Files.getLastModifiedTime(each));
                }
            }
        }
        return all;
    }

    @Test
    void aFreshRouterHasTheHookItsServerAndTheSecretAndASecondRunChangesNothing() throws Exception {
        Path own = root.resolve("own");
        String text = script(URL, "marker").text("s3cret", "[ -e " + own + " ] || echo own >" + own + "\n");

        assertThat(run(text)).isEmpty();

        assertThat(setting("url")).isEqualTo(URL);
        assertThat(setting("marker")).isEqualTo("marker");
        assertThat(setting("secret")).isEqualTo("s3cret");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("etc/config/ztp"))))
                .isEqualTo("rw-------");
        assertThat(root.resolve("etc/dropbear/authorized_keys"))
                .hasContent("ssh-ed25519 AAAA it's ztp\nssh-rsa BBBB ztp\n");
        assertThat(root.resolve("etc/udhcpc.user.d/90-ztp")).exists();
        assertThat(own).hasContent("own\n");
        Map<String, FileTime> before = files();
        assertThat(before).hasSizeGreaterThan(6);

        assertThat(run(text)).isEmpty();

        assertThat(files()).isEqualTo(before);
    }

    @Test
    void theHookArrivesAsTheOperatorHasIt() throws Exception {
        String hook = "# it's \"mine\" $(reboot) `reboot` \\n %s\ncase $1 in bound) echo '\\' ;; esac\n";
        SeedScript script = new SeedScript(hook, "true\n", URL, "marker", List.of("ssh-rsa B ztp"));

        assertThat(run(script.text("", null))).isEmpty();

        assertThat(root.resolve("usr/share/ztp/udhcpc.user")).hasContent(hook);
        assertThat(setting("secret")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "it's",
                "'",
                "';touch CANARY;'",
                "$(touch CANARY)",
                "`touch CANARY`",
                "a\"b\\c",
                "%s%n &;|<>",
                "-n",
                "ünïcode 🛜"
            })
    void whateverAValueHoldsItArrivesAsItIsAndRunsNothing(String value) throws Exception {
        assertThat(run(script("http://host/" + value, value).text(value, null))).isEmpty();

        assertThat(setting("url")).isEqualTo("http://host/" + value);
        assertThat(setting("marker")).isEqualTo(value);
        assertThat(setting("secret")).isEqualTo(value);
        assertThat(Path.of("CANARY")).doesNotExist();
        assertThat(root.resolve("CANARY")).doesNotExist();
    }

    @Test
    void anotherImageOfTheSameServerBringsItsOwnSecretAndLeavesTheTokenAlone() throws Exception {
        run(script(URL, "marker").text("first", null));
        Files.writeString(
                root.resolve("etc/config/ztp"),
                Files.readString(root.resolve("etc/config/ztp")) + "\toption token 'ztp_x'\n\toption issuer '" + URL
                        + "'\n");

        run(script(URL, "marker").text("second", null));

        assertThat(setting("secret")).isEqualTo("second");
        assertThat(setting("token")).isEqualTo("ztp_x");
        assertThat(setting("issuer")).isEqualTo(URL);
    }

    @Test
    void whatCannotBeInstalledIsTriedAgainAtTheNextStart() throws Exception {
        SeedScript script = new SeedScript("true\n", "exit 7\n", URL, "marker", List.of());

        assertThat(run(script.text("", "touch " + root + "/own\n"))).isEqualTo("failed\n");

        assertThat(root.resolve("own")).doesNotExist();
    }

    @Test
    void theShippedFilesLeaveHalfOfTheRoomToTheOperator() throws Exception {
        assertThat(script(URL, "this_is_update_server")
                        .text("s".repeat(50), null)
                        .length())
                .isLessThan(10_240);
    }
}
