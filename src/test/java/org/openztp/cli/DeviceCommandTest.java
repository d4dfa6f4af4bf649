package org.openztp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.cli.StandInApi.Answer;

class DeviceCommandTest {
    private static final String LOBBY = """
            {"id":7,"mac":"02:1a:b0:00:00:07","state":"PROVISIONED","reason":null,"hostname":"lobby",\
            "release":"23.05.3","boardName":"x86-64","model":null,"target":null,"serial":null,"address":"10.0.0.7",\
            "attempts":1,"nextTry":null,"firstSeen":"2026-01-01T10:00:00Z","lastSeen":"2026-01-01T10:00:00.5Z",\
            "facts":{"kernel":"5.15","board_name":"x86-64","hostname":"lobby"},\
            "claim":{"address":"10.0.0.99","at":"2026-01-02T10:00:00Z"}}""";
    private static final String WIDE =
            "{\"id\":12,\"mac\":\"02:1a:b0:00:00:0c\",\"state\":\"FAILED\",\"hostname\":\"会議室\",\"address\":\"10.0.0.12\"}";

    private final StandInApi api = new StandInApi();
    private final WrtRun wrt = new WrtRun().env("ZTP_URL", api.url());

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void columnsLineUpWhateverTheWidthOfTheirCharacters() {
        api.on("GET /devices", "{\"items\":[" + LOBBY + "," + WIDE + "],\"next\":null}");

        wrt.run("device", "list");

        assertThat(wrt.code()).isZero();
        assertThat(wrt.lines().get(0)).startsWith("ID  STATE        HOSTNAME  MAC                ADDRESS    RELEASE");
        assertThat(wrt.lines().get(1)).startsWith("7   PROVISIONED  lobby     02:1a:b0:00:00:07  10.0.0.7   23.05.3");
        assertThat(wrt.lines().get(2)).isEqualTo("12  FAILED       会議室    02:1a:b0:00:00:0c  10.0.0.12");
    }

    @Test
    void filtersReachTheServerInItsOwnSpelling() {
        api.on("GET /devices", "{\"items\":[],\"next\":null}");

        wrt.run(
                "device",
                "list",
                "--mac",
                "02-1A-B0-00-00-07",
                "--ip=10.0.0.7",
                "--hostname",
                "a&b *",
                "--state",
                "failed",
                "--release",
                "23.05*",
                "--tag=lab",
                "--group=aps",
                "--location=floor-2",
                "--sort",
                "-hostname");

        assertThat(wrt.code()).isZero();
        assertThat(api.lines())
                .containsExactly("GET /devices?group=aps&hostname=a%26b%20*&ip=10.0.0.7&limit=50&location=floor-2"
                        + "&mac=02%3A1a%3Ab0%3A00%3A00%3A07&release=23.05*&sort=-hostname&state=FAILED&tag=lab");
    }

    @Test
    void moreThanOnePageIsToldOfAndFollowedOnlyWhenAskedFor() {
        api.on("GET /devices", "{\"items\":[{\"id\":1}],\"next\":\"c1\"}");
        api.on("GET /devices?cursor=c1&limit=500", "{\"items\":[{\"id\":2}],\"next\":null}");

        assertThat(wrt.run("device", "list").err()).contains("--all");
        assertThat(wrt.lines()).hasSize(2);

        WrtRun all = new WrtRun().env("ZTP_URL", api.url()).run("device", "list", "--all", "--json");
        assertThat(all.out()).isEqualToIgnoringNewLines("{\"items\":[{\"id\":1},{\"id\":2}],\"next\":null}");
    }

    @Test
    void programsGetTheDocumentOfTheApiAsItIs() {
        String page = "{\"items\":[" + LOBBY + "],\"next\":\"c1\"}";
        api.on("GET /devices", page).on("GET /devices/7", LOBBY);

        assertThat(wrt.run("device", "list", "--json").out()).isEqualToIgnoringNewLines(page);
        assertThat(wrt.err()).isEmpty();
        WrtRun one = new WrtRun().run("--json", "--url", api.url(), "device", "show", "7");
        assertThat(one.out()).isEqualToIgnoringNewLines(LOBBY);
    }

    @Test
    void aDeviceIsShownWithFactsClaimAndHistoryOldestFirst() {
        api.on("GET /devices/7", LOBBY).on("GET /devices/7/events", """
                {"items":[{"id":2,"deviceId":7,"at":"2026-01-01T10:00:01Z","kind":"STATE","message":"PROVISIONED"},
                {"id":1,"deviceId":7,"at":"2026-01-01T10:00:00Z","kind":"REGISTERED","message":"first contact"}],
                "next":null}""");

        wrt.run("device", "show", "7");

        assertThat(wrt.out())
                .contains("hostname:       lobby")
                .contains("state:          PROVISIONED")
                .contains("kernel:         5.15")
                .contains("claimed by:     10.0.0.99 at ")
                .doesNotContain("board_name")
                .containsSubsequence("first contact", "PROVISIONED");
    }

    @Test
    void whatADeviceSaysOfItselfNeverReachesTheTerminalRaw() {
        api.on("GET /devices", """
                {"items":[{"id":1,"hostname":"\\u001b[2Jx\\u009b31m\\u202e\\r\\n\\u0000\\u007f"}],"next":null}""");

        wrt.onTerminal().env("NO_COLOR", "1").run("device", "list");

        assertThat(wrt.out()).contains("^[[2Jx\\u009b31m\\u202e^M^J^@^?");
        assertThat(wrt.out().codePoints().filter(c -> Character.isISOControl(c) && c != '\n'))
                .isEmpty();

        WrtRun json = new WrtRun().env("ZTP_URL", api.url()).run("device", "list", "--json");
        assertThat(json.out().strip().codePoints().filter(Character::isISOControl))
                .isEmpty();
        assertThat(Api.parsed(json.out()).at("/items/0/hostname").asText()).startsWith("\u001b[2Jx\u009b31m\u202e\r");
    }

    @ParameterizedTest
    @CsvSource({"retry,retry", "approve,approve", "accept-hostkey,accept-hostkey"})
    void aVerbIsPostedForEachDevice(String command, String path) {
        api.on("POST /devices/7/" + path, LOBBY).on("POST /devices/12/" + path, WIDE);

        wrt.run("device", command, "7", "12");

        assertThat(wrt.code()).isZero();
        assertThat(api.lines()).containsExactly("POST /devices/7/" + path, "POST /devices/12/" + path);
        assertThat(wrt.lines()).containsExactly("lobby(7): PROVISIONED", "会議室(12): FAILED");
    }

    @Test
    void tagsAreTakenAwayAndGivenToEachDevice() {
        String tagged = LOBBY.replace("\"facts\"", "\"tags\":[\"floor-2\",\"lab\"],\"facts\"");
        api.on("DELETE /devices/7/tags/old", LOBBY).on("DELETE /devices/12/tags/old", WIDE);
        api.on("PUT /devices/7/tags/lab", LOBBY).on("PUT /devices/7/tags/floor-2", tagged);

        wrt.run("device", "tag", "7", "--add", "lab,floor-2", "--remove", "old");

        assertThat(wrt.code()).isZero();
        assertThat(wrt.lines()).containsExactly("lobby(7): floor-2, lab");
        assertThat(api.lines())
                .containsExactly(
                        "DELETE /devices/7/tags/old", "PUT /devices/7/tags/lab", "PUT /devices/7/tags/floor-2");
        WrtRun away = new WrtRun().env("ZTP_URL", api.url()).run("device", "tag", "7", "12", "--remove=old");
        assertThat(away.lines()).containsExactly("lobby(7): no tags", "会議室(12): no tags");
        api.on("GET /devices/7", tagged).on("GET /devices/7/events", "{\"items\":[]}");
        assertThat(wrt.run("device", "show", "7").out()).contains("tags:           floor-2, lab");
    }

    @Test
    void whereDevicesStandIsSetForEachOfThem() {
        String placed = LOBBY.replace("\"facts\"", "\"group\":null,\"location\":\"hall\",\"parent\":12,\"facts\"");
        api.on("GET /devices?hostname=hub&limit=5", "{\"items\":[" + WIDE + "]}");
        api.on("PATCH /devices/7", ask -> {
            assertThat(ask.body()).isEqualTo("{\"group\":\"\",\"location\":\"hall\",\"parent\":12}");
            return Answer.json(placed);
        });

        wrt.run("device", "place", "7", "--group", "", "--location=hall", "--parent=hub");

        assertThat(wrt.lines()).containsExactly("lobby(7): location hall, parent 12");
        api.on("PATCH /devices/7", ask -> {
            assertThat(ask.body()).isEqualTo("{\"parent\":null}");
            return Answer.json(LOBBY);
        });
        WrtRun away = new WrtRun().env("ZTP_URL", api.url()).run("device", "place", "7", "--parent", "");
        assertThat(away.lines()).containsExactly("lobby(7): nowhere");
        api.on("GET /devices/7", placed).on("GET /devices/7/events", "{\"items\":[]}");
        assertThat(wrt.run("device", "show", "7").out()).contains("location:       hall", "hangs behind:   12");
        assertThat(wrt.run("device", "place", "7").code()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--remove=..", "--add=.", "--add=", "--remove=/../../", "--remove=a,..", ""})
    void aTagThatWouldBeAnotherPathReachesNoServer(String option) {
        wrt.run(("device tag 7 " + option).strip().split(" "));

        assertThat(wrt.code()).isEqualTo(2);
        assertThat(api.lines()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"pull 7,PULL", "pull 7 --off,PUSH"})
    void whichWayWorkGoesIsSet(String words, String way) {
        api.on("PATCH /devices/7", ask -> {
            assertThat(ask.body()).isEqualTo("{\"way\":\"" + way + "\"}");
            return Answer.json(LOBBY);
        });

        wrt.run(("device " + words).split(" "));

        assertThat(wrt.code()).isZero();
        assertThat(wrt.lines()).containsExactly("lobby(7): PROVISIONED");
    }

    @Test
    void whereTwoWaitInOneNameTheApprovalNamesTheAddress() {
        api.on("POST /devices/7/approve?address=fd00%3A%3A7", LOBBY);

        wrt.run("device", "approve", "7", "--address", "fd00::7");

        assertThat(wrt.code()).isZero();
        assertThat(api.lines()).containsExactly("POST /devices/7/approve?address=fd00%3A%3A7");
    }

    @Test
    void removeIsSilentWhenDone() {
        api.on("DELETE /devices/7", ask -> new Answer(204, "text/plain", ""));

        wrt.run("device", "remove", "7");

        assertThat(wrt.code()).isZero();
        assertThat(wrt.out() + wrt.err()).isEmpty();
    }

    @Test
    void anUnknownIdFailsWithTheServersWords() {
        api.on("GET /devices/99", ask -> Answer.problem(404, "no device 99"));

        wrt.run("device", "show", "99");

        assertThat(wrt.code()).isEqualTo(1);
        assertThat(wrt.err()).isEqualToIgnoringNewLines("wrt: no device 99");
        assertThat(wrt.out()).isEmpty();
    }

    @Test
    void aDeviceIsNamedByItsMacOrByAHostnameThatOnlyOneHas() {
        api.on("GET /devices", ask -> Answer.json("{\"items\":[],\"next\":null}"));
        api.on("GET /devices?limit=5&mac=02%3A1a%3Ab0%3A00%3A00%3A07", "{\"items\":[" + LOBBY + "]}");
        api.on("GET /devices?hostname=lobby&limit=5", "{\"items\":[" + LOBBY + "]}");
        api.on("GET /devices?hostname=twin&limit=5", "{\"items\":[{\"id\":3},{\"id\":4}]}");
        api.on("POST /devices/7/retry", LOBBY);

        assertThat(wrt.run("device", "retry", "021A.B000.0007", "lobby").code()).isZero();
        assertThat(wrt.lines()).hasSize(2);
        assertThat(wrt.run("device", "retry", "twin").code()).isEqualTo(1);
        assertThat(wrt.err()).contains("more than one device is called twin").contains("3, 4");
        assertThat(wrt.run("device", "retry", "nobody").code()).isEqualTo(1);
        assertThat(wrt.err()).contains("no device nobody");
    }
}
