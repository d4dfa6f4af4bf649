package org.openztp.image.asu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** A line of the contract each, in three generations; and what a running asu has answered. */
class AsuContractIT extends AsuTables {
    /** {@code /api/v1/build}, and what belongs to it. */
    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "today.csv", delimiter = '|', quoteCharacter = '`', numLinesToSkip = 1)
    void today(String line, String request, String headers, String body, int status, String expected) {
        check(request, headers, body, status, expected);
    }

    /** {@code /api/build}, of 2020 to 2024. */
    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "redis.csv", delimiter = '|', quoteCharacter = '`', numLinesToSkip = 1)
    void redis(String line, String request, String headers, String body, int status, String expected) {
        check(request, headers, body, status, expected);
    }

    /** {@code upgrade-check}, {@code upgrade-request}, {@code build-request}: 2017 to 2019. */
    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "v02.csv", delimiter = '|', quoteCharacter = '`', numLinesToSkip = 1)
    void v02(String line, String request, String headers, String body, int status, String expected) {
        check(request, headers, body, status, expected);
    }

    /** One who asks has a quarter of the queue. */
    @Test
    void whenTooManyWaitEachGenerationIsToldToComeBack() {
        String[] from = {"X-Forwarded-For", "10.9.9.9"};
        int taken = 0;
        HttpResponse<String> answer = wanted(from, 100);
        while (answer.statusCode() == 202) {
            taken++;
            answer = wanted(from, 100 + taken);
        }
        HttpResponse<String> redis = stage.send(
                "POST", "/api/build", AsuStage.wish().put("rootfs_size_mb", 99).toString(), from);
        HttpResponse<String> old = stage.send(
                "POST",
                "/api/build-request",
                "{\"distro\":\"openwrt\",\"target\":\"ath79/generic\",\"board\":\"8dev_carambola2\",\"packages\":[\"toy-13\"]}",
                from);

        assertThat(taken).isEqualTo(50);
        assertThat(answer.statusCode()).isEqualTo(529);
        new Expected("/status=529 ;; /title=Server overloaded ;; /detail~server overload ;; Retry-After: 300")
                .check(answer);
        assertThat(redis.statusCode()).isEqualTo(529);
        new Expected("/message~server overload ;; Retry-After: 300").check(redis);
        assertThat(old.statusCode()).isEqualTo(503);
        new Expected("/error~server overload ;; Retry-After: 300").check(old);
    }

    private static HttpResponse<String> wanted(String[] from, int number) {
        return stage.send(
                "POST",
                "/api/v1/build",
                AsuStage.wish().put("rootfs_size_mb", number).toString(),
                from);
    }

    /** LuCI of 2019 and of 2020 sends its order again every five seconds. */
    @Test
    void whoAsksAgainAndWhoAsksInAnotherGenerationIsToldOfTheSameImage() {
        String old = "{\"distro\":\"OpenWrt\",\"version\":\"23.05.5\",\"target\":\"ath79/generic\","
                + "\"board\":\"8dev,carambola2\",\"packages\":[\"toy-40\",\"libc\"]}";
        String today = AsuStage.wish("toy-40").put("diff_packages", true).toString();
        String hash = hash("/api/build-request", old);

        assertThat(hash("/api/build-request", old)).isEqualTo(hash);
        assertThat(hash("/api/upgrade-request", old)).isEqualTo(hash);
        assertThat(hash("/api/v1/build", today)).isEqualTo(hash);
        assertThat(hash("/api/v1/build", today)).isEqualTo(hash);
        assertThat(hash("/api/build", today)).isEqualTo(hash);
        assertThat(hash("/api/build", today)).isEqualTo(hash);
        assertThat(hash("/api/build-request", old.replace("ath79/generic", "ath79\",\"subtarget\":\"generic")))
                .as("of 2018")
                .isEqualTo(hash + "a");
    }

    private static String hash(String path, String body) {
        HttpResponse<String> answer = stage.send("POST", path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return AsuStage.json(answer).path("request_hash").asText();
    }

    @Test
    void whatIsKnownIsNotSentAgain() {
        for (String path : new String[] {
            "/json/v1/overview.json", "/json/branches.json", "/json/v1/releases/23.05.5/packages/mips_24kc-index.json"
        }) {
            String etag = stage.get(path).headers().firstValue("ETag").orElseThrow();
            HttpResponse<String> again = stage.send("GET", path, null, "If-None-Match", etag);

            assertThat(again.statusCode()).isEqualTo(304);
            assertThat(again.body()).isEmpty();
            assertThat(again.headers().firstValue("ETag")).hasValue(etag);
            assertThat(stage.send("GET", path, null, "If-None-Match", "\"other\"")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void everyAnswerThatWasRecordedIsCompared() throws IOException {
        List<String> compared;
        try (Stream<String> lines = Files.lines(AsuStage.fixtures().resolve("golden.csv"))) {
            compared = lines.skip(1).map(line -> line.split(" ")[0]).toList();
        }
        try (Stream<Path> files = Files.list(AsuStage.fixtures().resolve("golden"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .isNotEmpty()
                    .containsExactlyInAnyOrderElementsOf(compared);
        }
    }

    /** What differs from asu's own answer is what the table says, and nothing else; ADR 019 says why. */
    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "golden.csv", delimiter = '|', quoteCharacter = '`', numLinesToSkip = 1)
    void theShapeIsThatOfAsu(String file, String request, String headers, String body, String differences)
            throws IOException {
        Golden.read(file).check(send(request, headers, body), differences);
    }
}
