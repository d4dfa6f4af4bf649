package org.openztp.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openztp.openwrt.Sha256;
import org.openztp.plan.ProgramOutput.Result;

/** Files and templates, as actions on a router. */
class FileActionsIT extends OnRouter {
    static Stream<String> files() {
        return Stream.of("banner", "binary", "large file#1.bin");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void aFileArrivesByteForByte(String name) throws IOException {
        onlyOnce("- action: copy_file\n  attributes: {src: '" + name
                + "', dst: \"/etc/deep/er/it's $$x\", mode: 0640, owner: 'nobody:root'}");

        assertThat(router.must("sha256sum \"/etc/deep/er/it's \\$x\" | cut -d ' ' -f 1"))
                .isEqualTo(Sha256.hex(Files.readAllBytes(bench.conf.resolve("files/" + name))));
        assertThat(router.must("ls -l /etc/deep/er")).contains("-rw-r-----", "nobody");
    }

    @Test
    void aFileThatIsThereIsReplacedKeptOrSaved() throws IOException {
        String action =
                "- action: copy_file\n  attributes: {src: banner, dst: /etc/banner, overwrite: %s, reload: log}";
        router.must("echo mine >/etc/banner");
        calls();

        assertThat(first(action.formatted("if-missing")).result()).isEqualTo(Result.UNCHANGED);
        assertThat(router.must("cat /etc/banner")).isEqualTo("mine");
        assertThat(calls()).isEmpty();
        onlyOnce(action.formatted("backup"));
        assertThat(router.must("cat /etc/banner.bak")).isEqualTo("mine");
        assertThat(calls()).isEqualTo("log reload");
        router.must("chmod 600 /etc/banner; ln -s banner /etc/link");
        onlyOnce(action.formatted("replace").replace("/etc/banner", "/etc/link"));
        assertThat(router.must("ls -l /etc/link /etc/banner")).contains("-rw-r--r--", "/etc/link -> banner");
    }

    @Test
    void aTemplateIsFilled() throws IOException {
        onlyOnce("- action: template\n  attributes: {src: motd, dst: /etc/motd, variables: {name: $id}}");

        assertThat(router.must("cat /etc/motd")).isEqualTo("name=7 host=OpenWrt cost=$5");
    }
}
