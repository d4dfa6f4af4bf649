package org.openztp.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The starter script and the WAR beside it, as an operator runs them. */
@Timeout(240)
class StarterIT {
    private static final Path WAR = Path.of(System.getProperty("ztp.war"));

    @TempDir
    private Path folder;

    private record Ended(int code, String out, String err) {}

    private Ended wrt(String typed, String... args) throws IOException, InterruptedException {
        return run(WAR.resolveSibling("wrt"), typed, args);
    }

    private Ended run(Path script, String typed, String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(args));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Path in = Files.writeString(folder.resolve("in"), typed);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("ZTP_"));
        builder.environment().put("ZTP_HOME", folder.resolve("home").toString());
        Process process = builder.start();
        try {
            assertThat(process.waitFor(200, TimeUnit.SECONDS))
                    .describedAs(() -> "ends: " + command)
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Ended(process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
    }

    @Test
    void itTellsItsVersionAndAllThereIsToKnow() throws Exception {
        Ended version = wrt("", "--version");
        assertThat(version.code()).isZero();
        assertThat(version.out()).matches("OpenZTP \\d.*\\s");

        Ended help = wrt("", "--help");
        assertThat(help.code()).isZero();
        assertThat(help.out()).contains("device list", "script run", "http.port", "ZTP_PROVISION_NETWORKS");
    }

    @Test
    void exitCodesReachTheShell() throws Exception {
        assertThat(wrt("", "device", "list", "--url", "http://127.0.0.1:1/ztp").code())
                .isEqualTo(3);
        assertThat(wrt("", "device", "nonsense").code()).isEqualTo(2);
    }

    @Test
    void wrongSettingsAreListedAndExitTwo() throws Exception {
        Path conf = Files.writeString(folder.resolve("my.conf"), "http.port = many\nnonsense = 1\n");

        Ended ended = wrt("", "--conf", conf.toString());

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("1. ", "2. ", "my.conf:1", "my.conf:2");
    }

    @Test
    void aServerWithAPromptTalksToItselfAndEndsWithIt() throws Exception {
        Ended ended = wrt("status --json\ntoken list\n", "serve", "--port", "0", "--context", "/here/ztp", "--shell");

        assertThat(ended.err()).isEmpty();
        assertThat(ended.code()).isZero();
        assertThat(ended.out())
                .contains("is ready", "/here/ztp/bootstrap | sh", "\"database\":\"H2\"")
                .containsPattern("1 +admin +admin");
    }

    @Test
    void withoutTheWarItSaysWhereItLooked() throws Exception {
        Path alone = Files.copy(WAR.resolveSibling("wrt"), folder.resolve("wrt"));

        Ended ended = run(alone, "", "status");

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains(folder.resolve("ztp.war").toString()).contains("ZTP_WAR");
    }
}
