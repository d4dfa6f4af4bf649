package org.openztp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.openztp.cli.StandInApi.Answer;

class OtherCommandsTest {
    private final StandInApi api = new StandInApi();
    private final WrtRun wrt = new WrtRun().env("ZTP_URL", api.url());

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void theStatusIsAnOverviewForPeopleAndADocumentForPrograms() {
        String status = "{\"version\":\"1.0\",\"startedAt\":\"2026-01-01T10:00:00Z\",\"database\":\"H2\","
                + "\"devices\":{\"FAILED\":2},\"jobs\":{\"waiting\":1,\"running\":0}}";
        api.on("GET /status", status);

        assertThat(wrt.run("status").lines())
                .anyMatch(line -> line.matches("version +1.0"))
                .anyMatch(line -> line.matches("devices FAILED +2"))
                .anyMatch(line -> line.matches("jobs waiting +1"));
        assertThat(new WrtRun().run("status", "--json", "--url", api.url()).out())
                .isEqualToIgnoringNewLines(status);
    }

    @Test
    void aNewTokenIsAllThatIsPrintedSoThatAScriptCanKeepIt() {
        api.on("POST /tokens", "{\"id\":3,\"name\":\"hook\",\"role\":\"announcer\",\"token\":\"ztp_new\"}");

        assertThat(wrt.run("token", "create", "hook", "--role", "announcer").out())
                .isEqualToIgnoringNewLines("ztp_new");
        assertThat(api.asked().get(0).body()).isEqualTo("{\"name\":\"hook\",\"role\":\"announcer\"}");
    }

    @Test
    void aTokenIsRemovedByIdOrByName() {
        api.on("GET /tokens", "{\"items\":[{\"id\":3,\"name\":\"hook\",\"role\":\"announcer\"}]}");
        api.on("DELETE /tokens/3", ask -> new Answer(204, "text/plain", ""));

        assertThat(wrt.run("token", "list").lines().get(1)).isEqualTo("3   hook  announcer");
        assertThat(wrt.run("token", "remove", "3").code()).isZero();
        assertThat(wrt.run("token", "remove", "hook").code()).isZero();
        assertThat(wrt.run("token", "remove", "other").code()).isEqualTo(1);
        assertThat(wrt.err()).contains("no token other");
        assertThat(api.lines()).filteredOn("DELETE /tokens/3"::equals).hasSize(2);
    }

    @Test
    void anEnrolmentSecretIsPrintedOnceAndRemovedWithAllOthers() {
        api.on("POST /enrolment-secrets", "{\"secret\":\"s3\"}");
        api.on("DELETE /enrolment-secrets", ask -> new Answer(204, "text/plain", ""));

        assertThat(wrt.run("enrolment-secret", "create").out()).isEqualToIgnoringNewLines("s3");
        assertThat(wrt.run("enrolment-secret", "remove").code()).isZero();
        assertThat(api.lines()).containsExactly("POST /enrolment-secrets", "DELETE /enrolment-secrets");
    }

    @Test
    void poolsAreListedWithWhatIsWrongWithTheirFiles() {
        api.on("GET /pools", """
                {"items":[{"name":"lan","total":18446744073709551615,"used":1,"reserved":0,"free":18446744073709551614,
                "left":0,"problem":null},{"name":"mgmt","total":2,"used":1,"reserved":1,"free":0,"left":0,
                "problem":"mgmt.yaml:3: no"}]}""");

        assertThat(wrt.run("pool", "list").lines())
                .anyMatch(line -> line.matches("lan +1 +0 +18446744073709551614 +18446744073709551615"))
                .anyMatch(line -> line.matches("mgmt +1 +1 +0 +2"));
        assertThat(wrt.err()).contains("mgmt.yaml:3: no");
    }

    @Test
    void aPoolIsShownAndAValueOfItReleased() {
        String item = "{\"value\":\"192.0.2.%1$d/24\",\"deviceId\":%1$d,\"slot\":\"\",\"at\":\"2026-01-01T10:00:00Z\","
                + "\"listed\":%2$s}";
        String pool = "{\"pool\":{\"name\":\"mgmt\",\"problem\":null},\"items\":[%s],\"next\":%s}";
        api.on("GET /pools/mgmt?limit=50", pool.formatted(item.formatted(7, true), "\"1\""))
                .on("GET /pools/mgmt?limit=500", pool.formatted(item.formatted(7, true), "\"1\""))
                .on("GET /pools/mgmt?cursor=1&limit=500", pool.formatted(item.formatted(8, false), "null"))
                .on("DELETE /pools/mgmt/allocations/192.0.2.7/24", ask -> new Answer(204, "text/plain", ""));

        assertThat(wrt.run("pool", "show", "mgmt").lines().get(1)).matches("192.0.2.7/24 +7 .*");
        assertThat(wrt.err()).contains("--all lists every one");
        assertThat(wrt.run("pool", "show", "mgmt", "--all").lines())
                .anyMatch(line -> line.matches("192.0.2.8/24 +8 .* not in the file any more"));
        WrtRun program = new WrtRun().env("ZTP_URL", api.url());
        assertThat(Api.parsed(program.run("pool", "show", "mgmt", "--all", "--json")
                                .out())
                        .path("items"))
                .hasSize(2);
        assertThat(wrt.run("pool", "release", "mgmt", "192.0.2.7/24").code()).isZero();
        assertThat(wrt.run("pool", "release", "mgmt", "192.0.2.9").code()).isEqualTo(1);
    }

    @Test
    void theLogIsShownToItsEndPageAfterPage() {
        api.on("GET /events?after=0&limit=500", """
                {"items":[{"id":1,"deviceId":7,"kind":"STATE","message":"REGISTERED","actor":"registration"}],"next":"1"}""");
        api.on("GET /events?after=1&limit=500", """
                {"items":[{"id":2,"deviceId":7,"kind":"OUTPUT","message":"output","detail":"one\\n\\u001b[31mtwo\\tx\\r\\n"}],
                "next":null}""");

        wrt.run("log", "show");

        assertThat(wrt.code()).isZero();
        assertThat(wrt.lines().stream().map(String::strip))
                .containsExactly("#7  REGISTERED (registration)", "#7  | one", "#7  | ^[[31mtwo    x");
    }

    @Test
    void theLogOfOneDeviceIsAskedForByItsId() {
        api.on("GET /devices/7", "{\"id\":7}").on("GET /events", "{\"items\":[],\"next\":null}");

        assertThat(wrt.run("log", "show", "--device", "7", "--json").code()).isZero();
        assertThat(api.lines()).contains("GET /events?after=0&device=7&limit=500");
        assertThat(wrt.run("log", "show", "--device", "8").code()).isEqualTo(1);
    }

    @Test
    void coloursAreForTerminalsOfPeopleWhoWantThem() {
        api.on("GET /devices", "{\"items\":[{\"id\":1,\"state\":\"FAILED\"}],\"next\":null}");

        assertThat(wrt.run("device", "list").out()).doesNotContain("\u001b");
        WrtRun terminal = new WrtRun().env("ZTP_URL", api.url()).onTerminal();
        assertThat(terminal.run("device", "list").out()).contains("\u001b[31mFAILED\u001b[0m");
        WrtRun plain = new WrtRun().env("ZTP_URL", api.url()).onTerminal().env("NO_COLOR", "1");
        assertThat(plain.run("device", "list").out()).contains("FAILED").doesNotContain("\u001b");
    }
}
