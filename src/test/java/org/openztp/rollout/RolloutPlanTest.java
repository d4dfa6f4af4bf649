package org.openztp.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.http.Json;
import org.openztp.openwrt.InvalidValue;

class RolloutPlanTest {
    private static final String ALL = """
            {"name": "spring", "build": "campus/24.10.2", "options": {"k": true},
             "targets": {"tags": ["ap"], "release": {"from": "22.03.0", "to": "24.10.1"}},
             "stages": [{"count": 1, "soakMinutes": 60}, {"percent": 10, "gate": 90}, {}],
             "stop": {"percent": 5, "count": 20}, "caps": {"overall": 100, "site": 2, "uplinkKilobytesPerSecond": 500},
             "window": {"zone": "Europe/Berlin", "days": ["MONDAY"], "from": "01:00", "to": "05:00"},
             "expectedMinutes": 30, "deadlineHours": 48, "startAt": "2026-12-24T18:00:00Z",
             "late": true, "approval": true, "start": true}""";

    private static RolloutPlan read(String json) throws JsonProcessingException {
        return Json.MAPPER.readValue(json, RolloutPlan.class);
    }

    @Test
    void whatIsKeptOfAPlanReadsAsThePlanItself() throws Exception {
        RolloutPlan plan = read(ALL);
        assertThat(RolloutPlan.read(plan.text())).isEqualTo(plan);
        assertThat(plan.stages()).hasSize(3);
    }

    @Test
    void aPlanOfTheLeastWordsHasOneStageAndARule() throws Exception {
        RolloutPlan plan = read("{\"name\": \"x\", \"build\": \"a/b\", \"targets\": {\"all\": true}}");
        assertThat(plan.stages()).containsExactly(Stage.REST);
        assertThat(plan.stop()).isEqualTo(new StopRule(5, null));
        assertThat(plan.caps().overall()).isEqualTo(50);
        assertThat(RolloutPlan.read(plan.text())).isEqualTo(plan);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"build\": \"a/b\", \"targets\": {\"all\": true}}",
                "{\"name\": \"x\", \"build\": \"b\", \"targets\": {\"all\": true}}",
                "{\"name\": \"x\", \"build\": \"a/b\"}",
                "{\"name\": \"x\", \"build\": \"a/b\", \"targets\": {}}",
                "{\"name\": \"x\", \"build\": \"a/b\", \"targets\": {\"tags\": [\"no tag\"]}}",
                "{\"name\": \"x\", \"build\": \"a/b\", \"targets\": {\"all\": true, \"board\": \"b\"}}",
                "{\"name\": \"x\", \"build\": \"a/b\", \"targets\": {\"release\": {\"from\": \"new\"}}}",
                "{\"name\": \"x\", \"build\": \"a/b\", \"targets\": {\"devices\": []}}",
                "{\"name\": \"x\", \"build\": \"a/b\", \"targets\": {\"all\": true}, \"stages\": [{}, {\"count\": 1}]}",
                "{\"name\": \"x\", \"build\": \"a/b\", \"targets\": {\"all\": true}, \"stages\": [null]}",
                "{\"name\": \"x\", \"build\": \"a/b\", \"targets\": {\"all\": true}, \"stages\": [{\"percent\": 0}]}",
                "{\"name\": \"x\", \"build\": \"a/b\", \"targets\": {\"all\": true}, \"caps\": {\"site\": 0}}",
                "{\"name\": \"x\", \"build\": \"a/b\", \"targets\": {\"all\": true}, \"window\":"
                        + " {\"zone\": \"UTC\", \"from\": \"01:00\", \"to\": \"01:10\"}}",
                "{\"name\": \"x\\u0007\", \"build\": \"a/b\", \"targets\": {\"all\": true}}",
            })
    void whatCannotBeIsRefusedInWords(String json) {
        assertThatThrownBy(() -> read(json)).hasRootCauseInstanceOf(InvalidValue.class);
    }

    @ParameterizedTest
    @CsvSource({
        "5, , 5, 100, 5, false", "5, , 6, 100, 6, true", "5, , 1, 1, 1, true", "0, , 0, 10, 3, false",
        "0, , 1, 10, 1, true", ", 2, 0, 9, 2, false", ", 2, 0, 9, 3, true", ", , 9, 9, 9, false"
    })
    void theRuleStopsWhenMoreFailThanItAllows(
            Integer percent, Integer count, long here, long size, long all, boolean stops) {
        assertThat(new StopRule(percent, count).verdict(here, size, all).isPresent())
                .isEqualTo(stops);
    }

    @ParameterizedTest
    @CsvSource({
        "22.03.0, 24.10.1, 23.05.5, true", "22.03.0, 24.10.1, 24.10.1, true", "22.03.0, 24.10.1, 24.10.2, false",
        "22.03.0, , 24.10.2, true", ", 23.05.0, 23.05.0-rc1, true", ", 23.05.0, own-build, false"
    })
    void releasesAreOrderedAsTheyWerePublished(String from, String to, String release, boolean isIn) {
        assertThat(new Targets.Releases(from, to).contains(release)).isEqualTo(isIn);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, true", "2, 9000000, true", "3, 9000000, false", "1, 290000000, true", "1, 295000000, false"})
    void aLocationHasRoomForWhatItsLineCarries(long active, long bytes, boolean room) {
        assertThat(new Caps(null, 3, 500).hasRoom(active, bytes, 8_000_000)).isEqualTo(room);
    }
}
