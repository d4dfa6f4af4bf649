package org.openztp.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jline.reader.Candidate;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser.ParseContext;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.impl.DumbTerminal;
import org.jline.terminal.impl.ExternalTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openztp.cli.StandInApi.Answer;
import picocli.CommandLine;

@Timeout(60)
class PromptTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private final StandInApi api = new StandInApi();
    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();

    @BeforeEach
    void devices() {
        api.on("GET /devices", """
                {"items":[{"id":7,"hostname":"lobby","mac":"02:1a:b0:00:00:07"},
                {"id":71,"hostname":"b\\u001b[2Jad","mac":"02:1a:b0:00:00:47"}],"next":null}""");
        api.on("GET /scripts", "{\"items\":[{\"name\":\"init.sh\",\"description\":\"first\"}]}");
        api.on("GET /status", "{\"version\":\"1.0\"}");
    }

    @AfterEach
    void close() {
        api.close();
    }

    /** Types all of it into a terminal that can do nothing, ends it, and gives the exit code. */
    private int type(String keys) throws IOException {
        try (DumbTerminal terminal =
                new DumbTerminal("test", "dumb", new ByteArrayInputStream(keys.getBytes(UTF_8)), screen, UTF_8)) {
            return new Prompt(terminal, new WrtRun().surroundings(), api.url(), "ztp_prompt").run();
        }
    }

    private String shown() {
        return screen.toString(UTF_8);
    }

    private List<String> offered(String line) {
        List<String> values = new ArrayList<>();
        candidates(line).forEach(c -> values.add(c.value()));
        return values;
    }

    private List<Candidate> candidates(String line) {
        CommandLine grammar = Wrt.grammar(new WrtRun().env("ZTP_URL", api.url()).surroundings());
        ParsedLine parsed = new DefaultParser().parse(line, line.length(), ParseContext.COMPLETE);
        List<Candidate> candidates = new ArrayList<>();
        new Completion(grammar.getCommandSpec()).complete(null, parsed, candidates);
        return candidates;
    }

    @Test
    void theSameCommandsWorkAndTheEndOfInputEndsIt() throws IOException {
        int code = type("device list \nstatus --json\n");

        assertThat(code).isZero();
        assertThat(shown()).contains("lobby").contains("{\"version\":\"1.0\"}");
        assertThat(api.lines()).containsExactly("GET /devices?limit=50", "GET /status");
        assertThat(api.asked())
                .allSatisfy(ask -> assertThat(ask.authorization()).isEqualTo("Bearer ztp_prompt"));
    }

    @Test
    void anErrorIsToldAndDoesNotEndIt() throws IOException {
        api.on("GET /devices/99", ask -> Answer.problem(404, "no device 99"));

        int code = type("nonsense\n\n   \ndevice show 99\ndevice 'unclosed\nstatus\n");

        assertThat(shown())
                .contains("Unmatched argument")
                .contains("wrt: no device 99")
                .contains("1.0");
        assertThat(code).isZero();
    }

    @Test
    void whereNobodyWatchesTheLastCommandsExitCodeIsThePrompts() throws IOException {
        assertThat(type("status\ndevice show 99\n")).isEqualTo(1);
    }

    @Test
    void exitLeavesItAndNoServerStartsInside() throws IOException {
        type("serve\nshell\nexit\nstatus\n");

        assertThat(shown()).contains("Unmatched argument at index 0: 'serve'").contains("'shell'");
        assertThat(api.asked()).isEmpty();
    }

    @Test
    void quotedWordsStayTogetherAndExclamationMarksMeanNothing() throws IOException {
        api.on("POST /script-runs", ask -> Answer.problem(422, "seen"));

        type("script run x.sh --all -- \"a  b\" 'c!!' \n");

        assertThat(api.asked().get(0).body()).contains("\"arguments\":[\"a  b\",\"c!!\"]");
    }

    @Test
    void commandsOptionsAndTheirValuesAreOffered() {
        assertThat(offered("")).contains("device", "script", "log", "status");
        assertThat(offered("device ")).contains("list", "accept-hostkey").doesNotContain("device");
        assertThat(offered("device list --")).contains("--state", "--sort", "--json");
        assertThat(offered("device list --state ")).contains("FAILED", "PENDING");
        assertThat(offered("script run ")).containsExactly("init.sh");
        assertThat(offered("script run init.sh --target 7 -- ")).isEmpty();
    }

    @Test
    void idsAreOfferedWithWhatTheyStandForAndNothingWhileTheServerIsAway() {
        assertThat(candidates("device show "))
                .extracting(Candidate::value, Candidate::descr)
                .contains(org.assertj.core.groups.Tuple.tuple("7", "lobby 02:1a:b0:00:00:07"))
                .contains(org.assertj.core.groups.Tuple.tuple("71", "b^[[2Jad 02:1a:b0:00:00:47"));
        assertThat(offered("script run init.sh --target 7,")).containsExactly("7,7", "7,71");
        assertThat(offered("device retry 7 ")).containsExactly("7", "71");

        api.close();
        assertThat(offered("device show ")).isEmpty();
    }

    @Test
    void onARealTerminalTabCompletesControlCClearsTheLineAndControlDLeaves() throws Exception {
        PipedInputStream keys = new PipedInputStream();
        try (PipedOutputStream hands = new PipedOutputStream(keys);
                ExternalTerminal terminal = new ExternalTerminal("test", "xterm", keys, screen, UTF_8)) {
            Attributes raw = terminal.getAttributes();
            raw.setLocalFlag(LocalFlag.ISIG, true);
            terminal.setAttributes(raw);
            CompletableFuture<Integer> code = CompletableFuture.supplyAsync(
                    () -> new Prompt(terminal, new WrtRun().surroundings(), api.url(), null).run());
            press(hands, "stat\t");
            Awaitility.await().until(() -> shown().contains("status"));
            press(hands, "\r");
            Awaitility.await().until(() -> api.lines().contains("GET /status"));
            press(hands, "device remove 7");
            Awaitility.await().until(() -> shown().contains("remove 7"));
            press(hands, "\u0003");
            Awaitility.await().until(() -> shown().split("wrt> ", -1).length >= 4);
            press(hands, "\r\u0004");

            assertThat(code.get(20, TimeUnit.SECONDS)).isZero();
            assertThat(api.lines()).doesNotContain("DELETE /devices/7");
        }
    }

    @Test
    void controlCStopsARunningCommandAndThePromptGoesOn() throws Exception {
        api.on("GET /script-runs", "{\"items\":[{\"id\":1,\"deviceId\":7,\"state\":\"QUEUED\"}],\"next\":null}");
        api.on("POST /script-runs", "{\"batch\":\"b\",\"runs\":[{\"id\":1,\"deviceId\":7,\"state\":\"QUEUED\"}]}");
        PipedInputStream keys = new PipedInputStream();
        try (PipedOutputStream hands = new PipedOutputStream(keys);
                DumbTerminal terminal = new DumbTerminal("test", "dumb", keys, screen, UTF_8)) {
            CompletableFuture<Integer> code = CompletableFuture.supplyAsync(
                    () -> new Prompt(terminal, new WrtRun().surroundings(), api.url(), null).run());
            press(hands, "script run x.sh --all\n");
            Awaitility.await().until(() -> api.lines().stream().anyMatch(l -> l.startsWith("GET /script-runs")));
            terminal.raise(Signal.INT);
            Awaitility.await().atMost(LONG).until(() -> shown().contains("interrupted"));
            press(hands, "status\n");
            Awaitility.await().atMost(LONG).until(() -> shown().contains("1.0"));
            press(hands, "exit\n");

            assertThat(code.get(20, TimeUnit.SECONDS)).isZero();
        }
    }

    private static void press(PipedOutputStream hands, String keys) throws IOException {
        hands.write(keys.getBytes(UTF_8));
        hands.flush();
    }
}
