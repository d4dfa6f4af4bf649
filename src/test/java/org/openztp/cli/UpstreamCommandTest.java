package org.openztp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.openztp.cli.StandInApi.Answer;

class UpstreamCommandTest {
    private final StandInApi api = new StandInApi();
    private final WrtRun wrt = new WrtRun().env("ZTP_URL", api.url());

    @AfterEach
    void close() {
        api.close();
    }

    private static String upstreams(String state, int done, String faults) {
        return "{\"state\":\"" + state + "\",\"generation\":7,\"done\":" + done
                + ",\"total\":106,\"words\":\"openwrt 24.10.2 ath79/generic\",\"upstreams\":[{\"name\":\"openwrt\","
                + "\"url\":\"https://downloads.openwrt.org\",\"versions\":[\"25.12.0\",\"24.10.5\"],"
                + "\"triedAt\":\"2026-01-02T03:04:05Z\",\"syncedAt\":null,\"faults\":[" + faults + "]}]}";
    }

    private void goesThrough(String... answers) {
        api.on("POST /upstreams/sync", ask -> new Answer(202, "application/json", answers[0]));
        AtomicInteger next = new AtomicInteger(1);
        api.on("GET /upstreams", ask -> Answer.json(answers[Math.min(next.getAndIncrement(), answers.length - 1)]));
    }

    @Test
    void aSyncIsWaitedForAndABarTellsHowFarItIs() {
        goesThrough(upstreams("QUEUED", 0, ""), upstreams("SYNCING", 53, ""), upstreams("IDLE", 106, ""));
        WrtRun terminal = new WrtRun().env("ZTP_URL", api.url()).onTerminal().run("upstream", "sync");

        assertThat(terminal.code()).as(terminal.err()).isZero();
        assertThat(terminal.out()).contains("[############............] 53/106").contains("25.12.0 24.10.5");
        assertThat(api.lines()).containsExactly("POST /upstreams/sync", "GET /upstreams", "GET /upstreams");
    }

    @Test
    void whatCouldNotBeReadIsNamedAndMakesTheExitCode() {
        goesThrough(upstreams("SYNCING", 1, ""), upstreams("IDLE", 106, "\"ath79/generic: is being replaced\""));

        assertThat(wrt.run("upstream", "sync").code()).isEqualTo(1);
        assertThat(wrt.err()).contains("openwrt: ath79/generic: is being replaced");
        assertThat(new WrtRun()
                        .env("ZTP_URL", api.url())
                        .run("upstream", "sync", "--json")
                        .out())
                .isEqualToIgnoringNewLines(upstreams("IDLE", 106, "\"ath79/generic: is being replaced\""));
    }

    @Test
    void aServerWithoutUpstreamsSaysSo() {
        api.on("POST /upstreams/sync", ask -> Answer.problem(409, "conf/upstream.yaml names no upstream"));

        assertThat(wrt.run("upstream", "sync").code()).isEqualTo(1);
        assertThat(wrt.err()).contains("conf/upstream.yaml names no upstream");
    }

    @Test
    void theStatusTellsHowFarASyncIs() {
        goesThrough("{}", upstreams("SYNCING", 17, ""));

        assertThat(wrt.run("upstream", "status").lines().get(0))
                .isEqualTo("syncing: 17 of 106, openwrt 24.10.2 ath79/generic");
        assertThat(wrt.code()).isZero();
    }
}
