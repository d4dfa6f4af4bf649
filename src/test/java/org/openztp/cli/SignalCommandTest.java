package org.openztp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.openztp.cli.StandInApi.Answer;

class SignalCommandTest {
    private static final String SIGNAL = """
            {"id":7,"delivery":"0d9cb9a4-1d0c-4a9c-9f53-0a3d5f2a7c11","kind":"upgrade.failed","subject":"Upgrade 2 failed",\
            "target":"ops","state":"WAITING","attempts":2,"answer":"answered 500","createdAt":"2026-01-01T10:00:00Z",\
            "nextAt":"2026-01-01T10:02:00Z","endedAt":null}""";

    private final StandInApi api = new StandInApi();
    private final WrtRun wrt = new WrtRun().env("ZTP_URL", api.url());

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void theNewestSignalsAreListedAndAllWhenAskedFor() {
        api.on("GET /signals", "{\"items\":[" + SIGNAL + "],\"next\":\"7\"}");
        api.on("GET /signals?cursor=7&limit=50", "{\"items\":[" + SIGNAL.replace(":7,", ":6,") + "],\"next\":null}");

        wrt.run("signal", "list", "--state", "waiting");
        assertThat(wrt.lines()).hasSize(2);
        assertThat(wrt.lines().get(1)).startsWith("7 ").contains("ops", "WAITING", "Upgrade 2 failed", "answered 500");
        assertThat(api.lines()).containsExactly("GET /signals?limit=50&state=waiting");

        assertThat(new WrtRun()
                        .env("ZTP_URL", api.url())
                        .run("signal", "list", "--all")
                        .lines())
                .hasSize(3);
    }

    @Test
    void aSignalIsTriedAgainAndATargetIsTested() {
        api.on("POST /signals/7/retry", SIGNAL).on("POST /signals/test", ask -> {
            assertThat(ask.body()).isEqualTo("{\"target\":\"ops\"}");
            return Answer.json(SIGNAL);
        });

        assertThat(wrt.run("signal", "retry", "7").lines()).containsExactly("signal 7 to ops is queued");
        assertThat(new WrtRun()
                        .env("ZTP_URL", api.url())
                        .run("signal", "test", "ops")
                        .lines())
                .containsExactly("signal 7 to ops is queued");
    }
}
