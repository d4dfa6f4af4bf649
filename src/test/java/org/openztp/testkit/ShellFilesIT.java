package org.openztp.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every shell file of the project, whatever its name; those that routers run as the dialect that routers speak. */
@Tag("lab")
class ShellFilesIT {
    private static final List<String> PLACES = List.of("conf", "src", "deploy-tomcat", "deploy-wildfly", ".ci");

    static Stream<Path> shellFiles() {
        return PLACES.stream().map(Path::of).filter(Files::isDirectory).flatMap(ShellFilesIT::shellFilesIn);
    }

    private static Stream<Path> shellFilesIn(Path place) {
        try (Stream<Path> files = Files.walk(place)) {
            return files.filter(Files::isRegularFile).filter(ShellFilesIT::isShell).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isShell(Path file) {
        return start(file).matches("(?s)#!/(usr/)?bin/(env )?(ba|da|a)?sh\\b.*")
                || start(file).contains("\n# shellcheck shell=sh");
    }

    private static String start(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            return new String(bytes, 0, Math.min(bytes.length, 2000), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("shellFiles")
    void isCleanToShellcheck(Path file) throws IOException {
        String dialect = start(file).lines().findFirst().orElse("").contains("bash") ? "bash" : "dash";

        Lab.Output output = Lab.run(null, List.of("shellcheck", "-x", "-s", dialect, file.toString()));

        assertThat(output.exit()).as(output.text()).isZero();
    }

    @Test
    void theFilesForRoutersAreAmongThem() {
        assertThat(shellFiles().map(Path::toString))
                .contains(
                        "conf/device/facts.sh",
                        "conf/device/post.sh",
                        "conf/device/run.sh",
                        "conf/device/bootstrap.sh",
                        "conf/device/udhcpc.user",
                        "conf/device/99-ztp",
                        "conf/dhcp/lease-hook.sh",
                        "conf/scripts/init.sh",
                        "conf/scripts/set_hostname.sh",
                        "conf/scripts/update.sh",
                        "src/test/lab/lab.sh");
    }

    @Test
    void dnsmasqTakesItsSample() throws IOException {
        Lab.Output output = Lab.run(null, List.of("dnsmasq", "--test", "--conf-file=conf/dhcp/dnsmasq.conf"));

        assertThat(output.exit()).as(output.text()).isZero();
    }
}
