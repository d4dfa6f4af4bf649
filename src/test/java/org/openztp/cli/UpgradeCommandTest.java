package org.openztp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.openztp.cli.StandInApi.Answer;

class UpgradeCommandTest {
    private final StandInApi api = new StandInApi();
    private final WrtRun wrt = new WrtRun().env("ZTP_URL", api.url());

    @AfterEach
    void close() {
        api.close();
    }

    private static String upgrade(String state, int progress, String more) {
        return "{\"id\":7,\"deviceId\":3,\"deviceName\":\"ap-1\",\"image\":{\"build\":\"campus/24.10.2\",\"file\":\"one.bin\"},"
                + "\"state\":\"" + state + "\",\"progress\":" + progress + ",\"attempts\":1" + more + "}";
    }

    private void goesThrough(String... answers) {
        AtomicInteger next = new AtomicInteger();
        api.on("GET /upgrades/7", ask -> Answer.json(answers[Math.min(next.getAndIncrement(), answers.length - 1)]));
    }

    @Test
    void anUpgradeIsAskedForByTheNameOfABuild() {
        api.on("POST /devices/3/upgrades", ask -> new Answer(201, "application/json", upgrade("QUEUED", 0, "")));

        wrt.run(
                "upgrade",
                "start",
                "3",
                "--build",
                "campus/24.10.2",
                "--option",
                "c",
                "--option",
                "k",
                "--deadline",
                "2026-12-24T18:00:00Z");

        assertThat(wrt.code()).as(wrt.err()).isZero();
        assertThat(api.asked().get(0).body())
                .isEqualTo("{\"build\":\"campus/24.10.2\",\"options\":{\"c\":true,\"k\":true},"
                        + "\"deadline\":\"2026-12-24T18:00:00Z\"}");
        assertThat(wrt.lines()).containsExactly("upgrade 7 of ap-1(3) to campus/24.10.2 is queued");
    }

    private static String image(String state, String more) {
        return "{\"deviceId\":3,\"wanted\":{\"packages\":[\"mc\"]},\"state\":\"DRIFTED\",\"words\":\"\",\"release\":\"24.10.2\","
                + "\"making\":{\"state\":\"" + state + "\"" + more + "}}";
    }

    @Test
    void anImageThatIsMadeIsFollowedUntilTheDeviceRunsIt() {
        api.on("POST /devices/3/image", ask -> new Answer(202, "application/json", image("WANTED", "")));
        AtomicInteger looks = new AtomicInteger();
        String[] answers = {
            image("BUILDING", ",\"words\":\"building_image\""),
            image("UPGRADING", ",\"upgrade\":7"),
            image("INSTALLED", ",\"upgrade\":7")
        };
        api.on("GET /devices/3/image", ask -> Answer.json(answers[Math.min(looks.getAndIncrement(), 2)]));

        wrt.run("upgrade", "start", "3", "--tailored", "--follow");

        assertThat(wrt.code()).as(wrt.err()).isZero();
        assertThat(wrt.lines())
                .containsExactly(
                        "image of device 3 24.10.2: WANTED",
                        "image of device 3 24.10.2: BUILDING: building_image",
                        "image of device 3 24.10.2: UPGRADING, by upgrade 7",
                        "image of device 3 24.10.2: INSTALLED, by upgrade 7");
    }

    @Test
    void anImageThatCameToNothingSaysWhyAndSoDoesTheExitCode() {
        api.on(
                "GET /devices/3/image",
                ask -> Answer.json(image("FAILED", ",\"code\":\"packages\",\"words\":\"no nosuch\"")));

        wrt.run("image", "device", "3", "--follow");

        assertThat(wrt.code()).isEqualTo(1);
        assertThat(wrt.lines()).containsExactly("image of device 3 24.10.2: FAILED (packages): no nosuch");
        assertThat(wrt.run("upgrade", "start", "3", "--tailored", "--option", "n")
                        .code())
                .isEqualTo(2);
    }

    @Test
    void ofADeviceThatIsNewTheImageOnItsWayTellsItsRelease() {
        api.on("GET /devices/3/image", """
                {"deviceId":3,"wanted":null,"state":null,"words":"","release":null,"making":{"state":"UPGRADING",\
                "words":null,"code":null,"wanted":{"version":"24.10.2"},"upgrade":2}}""");

        assertThat(wrt.run("image", "device", "3").lines())
                .containsExactly("image of device 3 24.10.2: UPGRADING, by upgrade 2");
    }

    @Test
    void anImageAndABuildOrNeitherAreNoWish() {
        assertThat(wrt.run("upgrade", "start", "3").code()).isEqualTo(2);
        assertThat(wrt.run("upgrade", "start", "3", "--build", "a/b", "--image", "1")
                        .code())
                .isEqualTo(2);
        assertThat(wrt.run("upgrade", "start", "3", "--image", "1", "--deadline", "soon")
                        .code())
                .isEqualTo(2);
        assertThat(api.lines()).isEmpty();
    }

    @Test
    void oneThatIsFollowedTellsEachStateOnceAndABarOnATerminal() {
        goesThrough(
                upgrade("CHECKING", 5, ""),
                upgrade("TRANSFERRING", 45, ""),
                upgrade("SUCCESS", 100, ",\"words\":\"it runs 24.10.2\",\"endedAt\":\"2026-01-02T03:04:05Z\""));
        WrtRun terminal = new WrtRun().env("ZTP_URL", api.url()).onTerminal().run("upgrade", "show", "7", "--follow");

        assertThat(terminal.code()).as(terminal.err()).isZero();
        assertThat(terminal.out()).contains("45 %").endsWith("SUCCESS: it runs 24.10.2\n");
        assertThat(terminal.out().split("TRANSFERRING", -1)).hasSize(2);
    }

    @Test
    void oneThatComesToNothingSaysWhyAndSoDoesTheExitCode() {
        api.on(
                "POST /upgrades/6/retry",
                ask -> new Answer(
                        201,
                        "application/json",
                        upgrade(
                                "FAILED",
                                0,
                                ",\"code\":\"old_version\",\"words\":\"it started 23.05\",\"endedAt\":\"2026-01-02T03:04:05Z\"")));

        assertThat(wrt.run("upgrade", "retry", "6", "--follow").code()).isEqualTo(1);
        assertThat(wrt.lines())
                .containsExactly("upgrade 7 of ap-1(3) to campus/24.10.2 FAILED (old_version): it started 23.05");
    }

    @Test
    void upgradesAreListedAsATableAndAsTheyAre() {
        String page = "{\"items\":[" + upgrade("FLASHING", 65, ",\"askedBy\":\"ops\"") + "],\"next\":null}";
        api.on("GET /upgrades", page);

        wrt.run("upgrade", "list", "--device", "3", "--state", "flashing");
        assertThat(api.lines()).containsExactly("GET /upgrades?device=3&limit=500&state=flashing");
        assertThat(wrt.lines().get(1)).matches("7 +ap-1\\(3\\) +campus/24.10.2 +FLASHING +ops");
        WrtRun json = new WrtRun().env("ZTP_URL", api.url()).run("upgrade", "list", "--json");
        assertThat(json.out()).contains("\"state\":\"FLASHING\"");
    }

    @Test
    void oneThatIsTooFarToBeCancelledSaysSo() {
        api.on("POST /upgrades/7/cancel", ask -> Answer.problem(409, "upgrade 7 is FLASHING: it cannot be stopped"));

        assertThat(wrt.run("upgrade", "cancel", "7").code()).isEqualTo(1);
        assertThat(wrt.err()).contains("upgrade 7 is FLASHING");
    }
}
