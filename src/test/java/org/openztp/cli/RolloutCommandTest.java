package org.openztp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.openztp.cli.StandInApi.Answer;

class RolloutCommandTest {
    private final StandInApi api = new StandInApi();
    private final WrtRun wrt = new WrtRun().env("ZTP_URL", api.url());

    @AfterEach
    void close() {
        api.close();
    }

    private static String rollout(String state, int stage, int success, int failed, int waiting) {
        return ("{\"id\":7,\"name\":\"spring\",\"build\":\"campus/24.10.2\",\"state\":\"%s\",\"stage\":%d,\"words\":\"words\","
                        + "\"leftOut\":{\"no_image\":3},\"stages\":[{\"number\":1,\"devices\":10,"
                        + "\"counts\":{\"SUCCESS\":%d,\"FAILED\":%d,\"WAITING\":%d}}]}")
                .formatted(state, stage, success, failed, waiting);
    }

    private void goesThrough(String... answers) {
        AtomicInteger next = new AtomicInteger();
        api.on("GET /rollouts/7", ask -> Answer.json(answers[Math.min(next.getAndIncrement(), answers.length - 1)]));
    }

    @Test
    void aPlanIsSentAsTheApiWantsItAndToldOnceItsDevicesAreChosen() {
        api.on("POST /rollouts", ask -> new Answer(201, "application/json", rollout("PREPARING", 1, 0, 0, 0)));
        goesThrough(rollout("DRAFT", 1, 0, 0, 10));

        wrt.run(
                "rollout",
                "plan",
                "--name",
                "spring",
                "--build",
                "campus/24.10.2",
                "--tag",
                "ap",
                "--location",
                "north",
                "--from-release",
                "22.03.0",
                "--device",
                "3",
                "--stage",
                "count=1,soak=60,gate=100",
                "--stage",
                "percent=10",
                "--stop-percent",
                "5",
                "--at-once",
                "20",
                "--per-site",
                "2",
                "--window",
                "Europe/Berlin,01:00-05:00,saturday",
                "--late");

        assertThat(wrt.code()).as(wrt.err()).isZero();
        assertThat(api.asked().get(0).body())
                .isEqualTo("{\"name\":\"spring\",\"build\":\"campus/24.10.2\",\"targets\":{\"location\":\"north\","
                        + "\"tags\":[\"ap\"],\"devices\":[3],\"release\":{\"from\":\"22.03.0\"}},"
                        + "\"stages\":[{\"count\":1,\"soakMinutes\":60,\"gate\":100},{\"percent\":10}],"
                        + "\"stop\":{\"percent\":5,\"count\":null},"
                        + "\"caps\":{\"overall\":20,\"site\":2,\"uplinkKilobytesPerSecond\":null},"
                        + "\"window\":{\"zone\":\"Europe/Berlin\",\"from\":\"01:00\",\"to\":\"05:00\",\"days\":[\"SATURDAY\"]},"
                        + "\"late\":true,\"approval\":false}");
        assertThat(wrt.lines())
                .containsExactly(
                        "roll-out 7, spring, to campus/24.10.2: DRAFT, stage 1 of 1: words",
                        "STAGE  DEVICES  DONE  FAILED  UNDER WAY  TO COME",
                        "1      10       0     0       0          10",
                        "3 left out: no_image");
    }

    @Test
    void aStageOrAWindowThatIsNoneIsNoWish() {
        String[] stage = {"rollout", "plan", "--name", "x", "--build", "a/b", "--all", "--stage", "half"};
        assertThat(wrt.run(stage).code()).isEqualTo(2);
        String[] window = {"rollout", "plan", "--name", "x", "--build", "a/b", "--all", "--window", "at night"};
        assertThat(wrt.run(window).code()).isEqualTo(2);
        assertThat(api.lines()).isEmpty();
    }

    @Test
    void oneThatIsFollowedTellsEachStateOnceAndTheExitCodeHowItEnded() {
        api.on("POST /rollouts/7/start", ask -> Answer.json(rollout("SCHEDULED", 1, 0, 0, 10)));
        goesThrough(rollout("RUNNING", 1, 2, 0, 6), rollout("RUNNING", 1, 5, 0, 2), rollout("FINISHED", 1, 10, 0, 0));

        assertThat(wrt.run("rollout", "start", "7", "--follow").code())
                .as(wrt.err())
                .isZero();
        assertThat(wrt.lines()).hasSize(3).last().asString().contains("FINISHED");

        WrtRun stopped = new WrtRun().env("ZTP_URL", api.url());
        api.on("POST /rollouts/7/resume", ask -> Answer.json(rollout("STOPPED", 1, 0, 6, 4)));
        assertThat(stopped.run("rollout", "resume", "7", "--follow").code()).isEqualTo(1);
    }

    @Test
    void itsDevicesAreToldWithWhatTheyGet() {
        api.on(
                "GET /rollouts/7/devices?limit=500",
                ask -> Answer.json(
                        "{\"items\":[{\"device\":1,\"hostname\":\"ap-1\",\"release\":\"23.05.5\",\"site\":\"north\","
                                + "\"stage\":1,\"file\":\"ap.bin\",\"sizeBytes\":7000000,\"state\":null,\"reason\":null},"
                                + "{\"device\":2,\"hostname\":null,\"mac\":\"02:00:00:00:00:02\",\"release\":\"23.05.5\",\"stage\":1,"
                                + "\"file\":null,\"reason\":\"no_image\"}],\"next\":null}"));

        assertThat(wrt.run("rollout", "devices", "7").code()).as(wrt.err()).isZero();
        assertThat(wrt.lines())
                .containsExactly(
                        "DEVICE  NAME               RUNS     SITE   STAGE  IMAGE   BYTES    STATE     WORDS",
                        "1       ap-1               23.05.5  north  1      ap.bin  7000000  to come",
                        "2       02:00:00:00:00:02  23.05.5         1                       left out  no_image");
    }
}
