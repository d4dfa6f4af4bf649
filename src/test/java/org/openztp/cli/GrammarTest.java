package org.openztp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.auth.Role;
import org.openztp.cli.StandInApi.Answer;
import org.openztp.device.DeviceState;
import picocli.CommandLine;

class GrammarTest {
    private final StandInApi api = new StandInApi().on("GET /devices", "{\"items\":[],\"next\":null}");
    private final WrtRun wrt = new WrtRun().env("ZTP_URL", api.url());

    @AfterEach
    void close() {
        api.close();
    }

    static Stream<List<String>> everyCommand() {
        List<List<String>> all = new ArrayList<>();
        collect(Wrt.grammar(new WrtRun().surroundings()), List.of(), all);
        return all.stream();
    }

    private static void collect(CommandLine command, List<String> path, List<List<String>> all) {
        all.add(path);
        command.getSubcommands().forEach((name, sub) -> {
            List<String> longer = new ArrayList<>(path);
            longer.add(name);
            collect(sub, longer, all);
        });
    }

    @ParameterizedTest
    @MethodSource("everyCommand")
    void everyCommandExplainsItselfAndEachOfItsWords(List<String> command) {
        List<String> words = new ArrayList<>(command);
        words.add("--help");

        wrt.run(words.toArray(String[]::new));

        assertThat(wrt.code()).isZero();
        assertThat(wrt.out())
                .startsWith("Usage: "
                        + String.join(
                                " ",
                                Stream.concat(Stream.of("wrt"), command.stream())
                                        .toList()));
        assertThat(wrt.lines().get(1)).isNotBlank();
        CommandLine line = Wrt.grammar(wrt.surroundings());
        for (String word : command) {
            line = line.getSubcommands().get(word);
        }
        assertThat(line.getCommandSpec().args())
                .allSatisfy(arg -> assertThat(arg.description()).isNotEmpty());
    }

    @Test
    void theHelpOfAllListsEveryCommand() {
        wrt.run("--help");

        everyCommand()
                .filter(path -> path.size() == 2)
                .forEach(path -> assertThat(wrt.out()).contains("  " + String.join(" ", path) + " "));
    }

    @ParameterizedTest
    @CsvSource({
        "'', serve",
        "--port 8081, serve --port 8081",
        "--conf x --debug, serve --conf x --debug",
        "--port 8081 --help, serve --port 8081 --help",
        "--help, --help",
        "--version, --version",
        "--url http://x/ device list, --url http://x/ device list",
        "--json --token=t status, --json --token=t status",
        "device list, device list",
        "nonsense, nonsense"
    })
    void withoutACommandItServes(String given, String understood) {
        assertThat(String.join(
                        " ",
                        Wrt.withDefault(Arrays.stream(given.split(" "))
                                .filter(w -> !w.isEmpty())
                                .toArray(String[]::new))))
                .isEqualTo(understood);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "device",
                "device nonsense",
                "device show",
                "device list --nonsense",
                "device list --state",
                "device list --sort",
                "device list --mac zz",
                "device show a*",
                "script run",
                "script run x.sh",
                "script run x.sh --all --target 1",
                "token create x",
                "device list --url :::",
                "help nonsense"
            })
    void aMisspeltLineSaysSoAndExitsTwo(String line) {
        wrt.run(line.split(" "));

        assertThat(wrt.code()).isEqualTo(2);
        assertThat(wrt.err()).startsWith("wrt: ");
        assertThat(wrt.out()).isEmpty();
        assertThat(api.asked()).isEmpty();
    }

    @Test
    void aServerThatIsNotThereIsOnePlainLineAndExitCodeThree() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }

        wrt.run("device", "list", "--url", "http://127.0.0.1:" + free + "/ztp");

        assertThat(wrt.code()).isEqualTo(3);
        assertThat(wrt.err().lines())
                .singleElement()
                .asString()
                .startsWith("wrt: no server answers at http://127.0.0.1:" + free);
    }

    @Test
    void theTokenComesFromTheOptionElseTheVariableElseTheServersOwnFile(@TempDir Path home) throws IOException {
        Files.createDirectories(home.resolve(".ztp/keys"));
        Files.writeString(home.resolve(".ztp/keys/admin-token"), "ztp_file\n");
        Files.createDirectories(home.resolve("elsewhere/keys"));
        Files.writeString(home.resolve("elsewhere/keys/admin-token"), "ztp_elsewhere\n");

        new WrtRun().env("ZTP_URL", api.url()).run("device", "list");
        wrt.home(home).run("device", "list");
        wrt.env("ZTP_HOME", home.resolve("elsewhere").toString()).run("device", "list");
        wrt.env("ZTP_TOKEN", "ztp_env").run("device", "list");
        wrt.run("--token", "ztp_option", "device", "list");

        assertThat(api.asked().stream().map(StandInApi.Asked::authorization))
                .containsExactly(
                        null, "Bearer ztp_file", "Bearer ztp_elsewhere", "Bearer ztp_env", "Bearer ztp_option");
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8080/ztp, true",
        "http://127.0.0.1/ztp, true",
        "http://[::1]:8080/ztp, true",
        "https://net.example/ztp, false",
        "http://localhost.net.example/ztp, false",
        "http://127.0.0.1.net.example/ztp, false",
        "http://127.0.0.1@net.example/ztp, false",
        "no url at all, false"
    })
    void theServersOwnFileIsForThisMachineOnly(String url, boolean here) {
        assertThat(Wrt.isHere(url)).isEqualTo(here);
    }

    @Test
    void aMissingTokenIsExplained() {
        api.on("GET /status", ask -> Answer.problem(401, "a token is needed"));

        wrt.run("status");

        assertThat(wrt.code()).isEqualTo(1);
        assertThat(wrt.err()).contains("a token is needed").contains("ZTP_TOKEN");
    }

    @Test
    void whatIsNoOpenZtpServerIsRecognised() {
        api.on("GET /status", ask -> new Answer(200, "text/html", "<html>"));

        wrt.run("status");

        assertThat(wrt.code()).isEqualTo(1);
        assertThat(wrt.err()).contains("does not answer like an OpenZTP server");
    }

    @Test
    void optionsOfOneLineDoNotStickToTheNext() {
        CommandLine grammar = Wrt.grammar(wrt.surroundings());

        grammar.execute("device", "list", "--json", "--token", "ztp_once", "--ip", "10.0.0.1");
        grammar.execute("device", "list");

        assertThat(wrt.lines()).hasSize(2).element(1).asString().startsWith("ID ");
        assertThat(api.asked()).last().satisfies(ask -> {
            assertThat(ask.authorization()).isNull();
            assertThat(ask.target()).doesNotContain("ip=");
        });
    }

    @Test
    void whatCompletionOffersIsWhatTheServerKnows() {
        assertThat(new Completion.States())
                .containsExactly(Stream.of(DeviceState.values()).map(Enum::name).toArray(String[]::new));
        assertThat(new Completion.Roles())
                .containsExactlyInAnyOrder(
                        Stream.of(Role.values()).map(Role::toString).toArray(String[]::new));
    }
}
