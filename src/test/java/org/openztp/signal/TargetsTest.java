package org.openztp.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openztp.testkit.SettableClock;

class TargetsTest {
    @TempDir
    private Path folder;

    private final SettableClock clock = new SettableClock();
    private Path yaml;
    private Targets targets;

    @BeforeEach
    void open() {
        yaml = folder.resolve("signals.yaml");
        targets = new Targets(yaml, folder, clock);
    }

    private void write(String text) throws IOException {
        Files.writeString(yaml, text);
        clock.advance(Duration.ofSeconds(1));
    }

    @Test
    void withoutAFileNobodyIsToldAndNothingIsWrong() {
        assertThat(targets.now()).isEmpty();
        assertThat(targets.faults()).isEmpty();
    }

    @Test
    void theShippedFileNamesNobodyAndItsExampleIsRight() throws IOException {
        String shipped = Files.readString(Path.of("conf/signals.yaml"));
        write(shipped);
        assertThat(targets.now()).isEmpty();
        assertThat(targets.faults()).isEmpty();

        Files.writeString(folder.resolve("signal-ops"), "a key for ops");
        Files.writeString(folder.resolve("signal-mail"), "a password");
        String example = shipped.substring(shipped.indexOf("# targets:")).replace("targets: []", "");
        write(example.replaceAll("(?m)^# ", ""));
        assertThat(targets.faults()).isEmpty();
        assertThat(targets.now()).extracting(Target::name).containsExactly("ops", "night-watch");
        assertThat(targets.now().get(0).wants("rollout.paused")).isTrue();
        assertThat(targets.now().get(0).wants("rollouts")).isFalse();
        assertThat(targets.now().get(0).wants("upgrade.succeeded")).isFalse();
        assertThat(targets.now().get(1).mail().port()).isEqualTo(587);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{name: Ops, webhook: {url: 'http://h/', key-file: signal-a}} | 2: name: up to 64",
                "{name: a} | 2: one of webhook and mail",
                "{name: a, webhook: {url: 'ftp://h/', key-file: signal-a}} | 2: url: an address with http",
                "{name: a, webhook: {url: 'http://u:p@h/', key-file: signal-a}} | without a user",
                "{name: a, webhook: {url: 'file:///etc/passwd', key-file: signal-a}} | 2: url:",
                "{name: a, webhook: {url: 'http://h/', key-file: vault-key}} | key-file: the name of a file",
                "{name: a, webhook: {url: 'http://h/', key-file: signal-../vault-key}} | key-file: the name of a file",
                "{name: a, webhook: {url: 'http://h/'}} | key-file",
                "{name: a, colour: red, webhook: {url: 'http://h/', key-file: signal-a}} | 2: colour: unknown here",
                "{name: a, kinds: [], webhook: {url: 'http://h/', key-file: signal-a}} | kinds: a list",
                "{name: a, kinds: ['*.failed'], webhook: {url: 'http://h/', key-file: signal-a}} | kinds: a list",
                "{name: a, kinds: [null], webhook: {url: 'http://h/', key-file: signal-a}} | kinds: a list",
                "{name: a, mail: {host: 'a b', from: a@b, to: [a@b]}} | host: the name",
                "{name: a, mail: {host: m, security: ssl, from: a@b, to: [a@b]}} | security: one of",
                "{name: a, mail: {host: m, port: 70000, from: a@b, to: [a@b]}} | port: 1 to 65535",
                "{name: a, mail: {host: m, user: u, from: a@b, to: [a@b]}} | user and password-file",
                "{name: a, mail: {host: m, security: none, user: u, password-file: signal-a, from: a@b, to: [a@b]}} | to all who listen",
                "{name: a, mail: {host: m, from: a, to: [a@b]}} | from: an address",
                "{name: a, mail: {host: m, from: a@b, to: ['x@y, z@y']}} | to: a list of addresses",
                "{name: a, mail: {host: m, from: \"a@b\\r\\nBcc: x@y\", to: [a@b]}} | from: an address",
                "{name: a, mail: {host: m, from: a@b}} | to: a list of addresses",
            })
    void aMistakeIsNamedWithItsLineAndWhatIsWanted(String target, String words) throws IOException {
        write("targets:\n  - " + target + "\n");
        assertThat(targets.faults())
                .singleElement()
                .asString()
                .contains("signals.yaml:2: ")
                .contains(words);
        assertThat(targets.now()).isEmpty();
    }

    @Test
    void twoOfOneNameAreAMistakeAndWhatWasRightStaysInForce() throws IOException {
        String one = "  - {name: a, webhook: {url: 'http://h/', key-file: signal-a}}\n";
        Files.writeString(folder.resolve("signal-a"), "12345678");
        write("targets:\n" + one);
        assertThat(targets.now()).hasSize(1);
        for (String wrong : List.of(one + one, "  -\n", "  - 7\n")) {
            write("targets:\n" + wrong);
            assertThat(targets.faults()).singleElement().asString().contains("signals.yaml:", "targets: ");
        }
        assertThat(targets.now()).hasSize(1);
    }

    @Test
    void aSecretThatIsMissingOrShortIsToldWithoutIt() throws IOException {
        write("targets:\n  - {name: a, webhook: {url: 'http://h/', key-file: signal-a}}\n");
        assertThat(targets.faults()).singleElement().asString().contains("a: keys/signal-a: there is no such file");
        for (String wrong : List.of("", "short", "two\nlines of it", "x".repeat(5000))) {
            Files.writeString(folder.resolve("signal-a"), wrong);
            assertThat(targets.faults()).singleElement().asString().contains("one line of 8 characters");
        }
        Files.writeString(folder.resolve("signal-a"), "12345678\n");
        assertThat(targets.faults()).isEmpty();
    }
}
