package org.openztp.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.action.Actions;
import org.openztp.action.Fragment;
import org.openztp.action.Site;
import org.openztp.action.SiteFiles;
import org.openztp.openwrt.InvalidValue;
import org.openztp.openwrt.Sha256;
import org.openztp.testkit.TarGz;

class ProgramTest {
    private static final String HOSTILE = "'\"\\$`;&|<>(){}[]*?!#~%=\n\r\t abcAZ09äß€🛜";

    @TempDir
    Path folder;

    private Site site() {
        return new Site(new SiteFiles(folder), null, file -> Optional.empty(), List.of(), Optional.empty());
    }

    private Fragment uci(String value) {
        return Actions.compile("uci", Map.of("set", Map.of("a.b.c", value)), site());
    }

    private static Plan plan(String name, Fragment fragment, Map<String, String> environment) {
        Step step = new Step(1, name, "uci", fragment, new Messages("", "", ""));
        return new Plan("test", "any", List.of(step), environment);
    }

    private static String text(Plan plan) {
        return new String(Program.render(plan, "0123456789"), StandardCharsets.UTF_8);
    }

    /** The program with its loop replaced by what prints the words of each call, each ended by NUL. */
    private String printed(Plan plan) throws IOException, InterruptedException {
        String program = text(plan);
        String steps = program.substring(program.indexOf("\n# 1: "), program.indexOf("\nconfirm_seconds()"));
        String exports = program.substring(program.indexOf("\nexport "), program.indexOf("\nexport ZTP_SERVER="));
        Path file = Files.writeString(
                folder.resolve("program"),
                exports + "\nuci_begin() { :; }\nuci_end() { :; }\nuci_set() { printf '%s\\0' \"$1\"; }\n" + steps
                        + "\nstep_1\nprintf '%s\\0' \"${ZTP_X:-}\"\n");
        Process sh = new ProcessBuilder("sh", file.toString())
                .redirectErrorStream(true)
                .start();
        String out = new String(sh.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(sh.waitFor()).as(out).isZero();
        return out;
    }

    @Test
    void noValueEscapesItsQuotes() throws IOException, InterruptedException {
        Random random = new Random(815);
        int[] characters = HOSTILE.codePoints().toArray();
        for (int round = 0; round < 150; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(30); i >= 0; i--) {
                text.appendCodePoint(characters[random.nextInt(characters.length)]);
            }
            String all = text.toString();
            String line = all.replaceAll("[\n\r]", "_");

            assertThat(printed(plan(all, uci(line), Map.of("ZTP_X", all))))
                    .isEqualTo("a.b.c=" + line + "\0" + all + "\0");
        }
    }

    @Test
    void aNameOrAKeyThatIsNoneIsRefused() {
        Plan plan = plan("x", uci("x"), Map.of("A;reboot", "x"));

        assertThatThrownBy(() -> Program.render(plan, "0123456789")).isInstanceOf(InvalidValue.class);
        assertThatThrownBy(() -> Program.render(plan("x", uci("x"), Map.of()), "it's"))
                .isInstanceOf(InvalidValue.class);
    }

    @Test
    void aProgramThatWasCutShortDoesNothing() throws IOException, InterruptedException {
        String program = text(plan("x", uci("x"), Map.of("ZTP_SERVER", "http://s")));
        String whole = program.substring(0, program.lastIndexOf("main </dev/null"));
        for (int end : new int[] {whole.length(), whole.length() / 2, whole.length() / 3, 300}) {
            Path file = Files.writeString(folder.resolve("cut"), whole.substring(0, end));
            Process sh = new ProcessBuilder("sh", file.toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            assertThat(sh.getInputStream().readAllBytes()).as("cut at " + end).isEmpty();
            sh.waitFor();
        }
    }

    @Test
    void whatStepsAttachStandsBehindTheTextOnceAndIsFoundByItsChecksum() throws IOException, InterruptedException {
        List<byte[]> archives = List.of(
                new TarGz().file("etc/a", "main </dev/null\n").bytes(),
                new TarGz().file("etc/b", new byte[70_000]).bytes());
        List<Step> steps = new ArrayList<>();
        for (byte[] archive : List.of(archives.get(0), archives.get(1), archives.get(0))) {
            Fragment restore = Actions.restore(archive, site());
            steps.add(new Step(steps.size() + 1, "x", "restore", restore, new Messages("", "", "")));
        }
        byte[] program = Program.render(new Plan("test", "any", steps, Map.of()), "0123456789");
        int length = program.length - archives.get(0).length - archives.get(1).length;
        String text = new String(program, 0, length, StandardCharsets.UTF_8);
        assertThat(text).endsWith("\nmain </dev/null\n");

        ByteArrayOutputStream other = new ByteArrayOutputStream();
        other.writeBytes(
                text.replace("\nmain </dev/null\n", "\nattached $1 >$2; exit\n").getBytes(StandardCharsets.UTF_8));
        other.write(program, length, program.length - length);
        Path file = Files.write(folder.resolve("program"), other.toByteArray());
        for (byte[] archive : archives) {
            Path found = folder.resolve("found");
            Process sh = new ProcessBuilder("sh", file.toString(), Sha256.hex(archive), found.toString()).start();
            assertThat(sh.waitFor()).isZero();
            assertThat(found).hasBinaryContent(archive);
        }
    }

    @Test
    void theSamePlanHasTheSameDigestAndAnotherOneAnother() {
        assertThat(plan("x", uci("x"), Map.of()).digest())
                .isEqualTo(plan("other name", uci("x"), Map.of()).digest())
                .isNotEqualTo(plan("x", uci("y"), Map.of()).digest());
    }
}
