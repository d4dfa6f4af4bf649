package org.openztp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openztp.cli.StandInApi.Answer;

class ScriptCommandTest {
    private static final String NOTHING = "{\"items\":[],\"next\":null}";

    private final StandInApi api = new StandInApi();
    private final WrtRun wrt = new WrtRun().env("ZTP_URL", api.url());
    private final AtomicInteger looks = new AtomicInteger();

    @BeforeEach
    void twoDevices() {
        api.on("GET /devices/1", "{\"id\":1,\"hostname\":\"lobby\"}")
                .on("GET /devices/2", "{\"id\":2,\"hostname\":null}");
        api.on("POST /script-runs", ask -> new Answer(202, "application/json", """
                {"batch":"b1","runs":[{"id":11,"deviceId":1,"state":"QUEUED"},{"id":12,"deviceId":2,"state":"QUEUED"}]}"""));
        api.on("GET /events", NOTHING);
    }

    @AfterEach
    void close() {
        api.close();
    }

    private static String run(long id, String state, String exitCode) {
        return "{\"id\":" + id + ",\"deviceId\":" + (id - 10) + ",\"state\":\"" + state + "\",\"reason\":"
                + (state.equals("FAILED") ? "\"script_failed\"" : "null") + ",\"exitCode\":" + exitCode + "}";
    }

    private static String runs(String... runs) {
        return "{\"items\":[" + String.join(",", runs) + "],\"next\":null}";
    }

    private static String output(long id, long run, String text) {
        return "{\"items\":[{\"id\":" + id + ",\"runId\":" + run
                + ",\"kind\":\"OUTPUT\",\"message\":\"output\",\"detail\":\"" + text + "\"}],\"next\":null}";
    }

    private void stages(String... answers) {
        api.on("GET /script-runs", ask -> Answer.json(answers[Math.min(looks.getAndIncrement(), answers.length - 1)]));
    }

    @Test
    void theOrderNamesScriptTargetsAndArguments() {
        stages(runs(run(11, "SUCCEEDED", "0"), run(12, "SUCCEEDED", "0")));

        wrt.run("script", "run", "x.sh", "--target", "2,1", "--target", "2", "--", "-v", "a b", "--all");

        assertThat(wrt.code()).isZero();
        assertThat(api.asked().get(0).body())
                .isEqualTo(
                        "{\"script\":\"x.sh\",\"all\":false,\"targets\":[2,1],\"arguments\":[\"-v\",\"a b\",\"--all\"]}");
    }

    @Test
    void linesAreToldWholeWithTheirDeviceEvenWhenPiecesEndInsideOne() {
        stages(
                runs(run(11, "RUNNING", "null"), run(12, "QUEUED", "null")),
                runs(run(11, "SUCCEEDED", "0"), run(12, "SUCCEEDED", "0")));
        api.on("GET /events?after=0&limit=500&run=11", output(101, 11, "one\\ntw"));
        api.on("GET /events?after=101&limit=500&run=11", output(103, 11, "o\\r\\n\\u001b]0;x\\u0007end"));
        api.on("GET /events?after=0&limit=500&run=12", output(102, 12, "hello\\n"));

        wrt.run("script", "run", "x.sh", "--all");

        assertThat(wrt.code()).isZero();
        assertThat(wrt.lines())
                .containsExactly(
                        "lobby(1) | one",
                        "lobby(1) | two",
                        "lobby(1) | ^[]0;x^Gend",
                        "device(2) | hello",
                        "2 succeeded, 0 failed");
    }

    @Test
    void aRunThatWaitsForItsDeviceToAskSaysSoOnce() {
        String asked =
                "{\"id\":11,\"deviceId\":1,\"state\":\"QUEUED\",\"waitsForDevice\":true,\"deviceAskedAt\":\"x\"}";
        String never = "{\"id\":12,\"deviceId\":2,\"state\":\"QUEUED\",\"waitsForDevice\":true,\"deviceAskedAt\":null}";
        stages(runs(asked, never), runs(asked, never), runs(run(11, "SUCCEEDED", "0"), run(12, "SUCCEEDED", "0")));

        wrt.run("script", "run", "x.sh", "--all");

        assertThat(wrt.lines())
                .containsExactly(
                        "lobby(1) | waits for the device to ask for its work (last asked x)",
                        "device(2) | waits for the device to ask for its work (it never asked)",
                        "2 succeeded, 0 failed");
    }

    @Test
    void oneThatFailsMakesTheExitCodeOneAndIsNamed() {
        stages(runs(run(11, "SUCCEEDED", "0"), run(12, "FAILED", "3")));

        wrt.run("script", "run", "x.sh", "--all");

        assertThat(wrt.code()).isEqualTo(1);
        assertThat(wrt.lines())
                .containsExactly(
                        "device(2) | failed: exit code 3, script_failed",
                        "1 succeeded, 1 failed",
                        "  device(2): failed: exit code 3, script_failed");
    }

    @Test
    void aRunWhoseDeviceIsRemovedMeanwhileCountsAsFailed() {
        stages(runs(run(11, "SUCCEEDED", "0")));

        assertThat(wrt.run("script", "run", "x.sh", "--all").code()).isEqualTo(1);
        assertThat(wrt.out()).contains("1 succeeded, 1 failed");
    }

    @Test
    void theBarMovesOnATerminalOnlyAndIsGoneAtTheEnd() {
        String half = runs(run(11, "SUCCEEDED", "0"), run(12, "RUNNING", "null"));
        String done = runs(run(11, "SUCCEEDED", "0"), run(12, "SUCCEEDED", "0"));
        stages(half, done, half, done);

        wrt.run("script", "run", "x.sh", "--all");
        assertThat(wrt.out()).doesNotContain("[").doesNotContain("\r");

        WrtRun terminal = new WrtRun().env("ZTP_URL", api.url()).onTerminal();
        terminal.run("script", "run", "x.sh", "--all");
        assertThat(terminal.out())
                .contains("[############............] 1/2")
                .endsWith("\r\u001b[K2 succeeded, 0 failed\n");
    }

    @Test
    void programsGetEventsAndFinishedRunsOnALineEach() {
        String first = run(11, "SUCCEEDED", "0");
        String second = run(12, "FAILED", "3");
        stages(runs(first, second));
        api.on("GET /events?after=0&limit=500&run=11", output(101, 11, "one\\n"));

        wrt.onTerminal().run("script", "run", "x.sh", "--all", "--json");

        assertThat(wrt.code()).isEqualTo(1);
        assertThat(wrt.lines())
                .containsExactly(
                        "{\"id\":101,\"runId\":11,\"kind\":\"OUTPUT\",\"message\":\"output\",\"detail\":\"one\\n\"}",
                        first,
                        second);
    }

    @Test
    void aServerThatIsAwayForAMomentIsWaitedFor() {
        api.on(
                "GET /script-runs",
                ask -> looks.getAndIncrement() < 2
                        ? Answer.problem(503, "starting")
                        : Answer.json(runs(run(11, "SUCCEEDED", "0"), run(12, "SUCCEEDED", "0"))));

        assertThat(wrt.run("script", "run", "x.sh", "--all").code()).isZero();
        assertThat(looks).hasValue(3);
    }

    @Test
    void whatTheServerRefusesIsSaidInItsWords() {
        api.on("POST /script-runs", ask -> Answer.problem(404, "no script x.sh"));

        assertThat(wrt.run("script", "run", "x.sh", "--all").code()).isEqualTo(1);
        assertThat(wrt.err()).isEqualToIgnoringNewLines("wrt: no script x.sh");
    }

    @Test
    void scriptsAreListedWithTheirArguments() {
        api.on(
                "GET /scripts",
                "{\"items\":[{\"name\":\"init.sh\",\"description\":\"first\",\"arguments\":[\"ID\",\"X\"],"
                        + "\"default\":true}]}");

        assertThat(wrt.run("script", "list").lines().get(1)).isEqualTo("init.sh  yes      ID X       first");
    }
}
