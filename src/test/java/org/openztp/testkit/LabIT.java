package org.openztp.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lab itself: what it lacks, that labs do not meet, and that nothing of them stays. */
@Tag("lab")
class LabIT {
    @Test
    void aRouterHasWhatOpenWrtHasAndNoMore() throws IOException {
        try (Lab lab = Lab.start()) {
            LabRouter router = lab.add();
            router.ip();
            assertThat(router.must("for tool in base64 stat timeout nohup setsid tftp curl openssl python3 bash od; do"
                            + " command -v $tool && $tool --help >/dev/null 2>&1; done; true"))
                    .isEmpty();
            assertThat(router.must("for tool in awk sed sha256sum md5sum hexdump wget nc jsonfilter uci ubus flock"
                            + " sysupgrade dropbear logger; do command -v $tool >/dev/null || echo $tool; done"))
                    .isEmpty();
            assertThat(router.sh("wget --header=A:b -O- http://127.0.0.1/").exit())
                    .isEqualTo(1);
        }
    }

    @Test
    void aRebootTakesAllOfTmp() throws IOException {
        try (Lab lab = Lab.start()) {
            LabRouter router = lab.add();
            router.ip();
            String boot = router.bootId();
            router.must("mkdir -p /tmp/.ztp-1/in && touch /tmp/.ztp-1/in/file /tmp/seen");
            router.reboot();
            router.awaitBootAfter(boot);
            assertThat(router.must("ls -A /tmp")).doesNotContain("ztp", "seen").contains("run");
        }
    }

    @Test
    void twoLabsAtOnceHaveNothingInCommon() throws IOException {
        try (Lab one = Lab.start();
                Lab other = Lab.start()) {
            LabRouter left = one.add();
            LabRouter right = other.add();

            assertThat(left.ip()).isNotEqualTo(right.ip());
            assertThat(left.mac()).isNotEqualTo(right.mac());
            assertThat(one.serverAddress()).isNotEqualTo(other.serverAddress());
        }
    }

    @ParameterizedTest(name = "after {0}")
    @ValueSource(strings = {"the end of its input", "kill -9"})
    void nothingStaysOfALab(String end) throws IOException {
        Process process = new ProcessBuilder("src/test/lab/lab.sh", "up", "1").start();
        BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
        String[] words = said.readLine().split(" ");
        String leg = Lab.run(null, List.of("ip", "-o", "link", "show", "ztplab" + words[2].replaceAll(".*\\.", "")))
                .text();
        String numberOfLeg = leg.substring(0, leg.indexOf(':') + 1); // its name may be another lab's at once
        assertThat(links()).anyMatch(link -> link.startsWith(numberOfLeg));

        if (end.equals("kill -9")) {
            process.destroyForcibly();
        }
        process.getOutputStream().close();

        await().atMost(Duration.ofSeconds(20))
                .until(() -> !Files.exists(Path.of("/proc", words[1]))
                        && links().noneMatch(link -> link.startsWith(numberOfLeg)));
    }

    private static Stream<String> links() throws IOException {
        return Lab.run(null, List.of("ip", "-o", "link")).text().lines();
    }
}
