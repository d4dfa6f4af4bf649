package org.openztp.firmware;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DownloadTest {
    private static final StoredFile FILE =
            new StoredFile("a.bin", Path.of("/fw/a.bin"), 1000, Instant.parse("2026-03-29T01:30:00.5Z"), "42");
    private static final String MODIFIED = "Sun, 29 Mar 2026 01:30:00 GMT";

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0,          206, 0, 1",
        "bytes=0-,           206, 0, 1000",
        "bytes=0-999,        206, 0, 1000",
        "bytes=500-,         206, 500, 500",
        "bytes=500-599,      206, 500, 100",
        "bytes=999-999,      206, 999, 1",
        "bytes=900-5000,     206, 900, 100",
        "bytes=-1,           206, 999, 1",
        "bytes=-1000,        206, 0, 1000",
        "bytes=-5000,        206, 0, 1000",
        "bytes=1000-,        416, 0, 0",
        "bytes=1000-2000,    416, 0, 0",
        "bytes=-0,           416, 0, 0",
        "bytes=5-4,          200, 0, 1000",
        "bytes=-,            200, 0, 1000",
        "bytes=a-b,          200, 0, 1000",
        "'bytes=0-1,5-6',    200, 0, 1000",
        "lines=0-1,          200, 0, 1000",
        "bytes=99999999999999999999-, 200, 0, 1000",
        "'',                 200, 0, 1000",
    })
    void aRangeIsServedWhereItCanBe(String range, int status, long from, long count) {
        assertThat(Download.of(FILE, Map.of("Range", range)::get)).isEqualTo(new Download(status, from, count));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "If-None-Match     | ETAG                          | 304",
                "If-None-Match     | W/ETAG                        | 304",
                "If-None-Match     | \"x\", ETAG                   | 304",
                "If-None-Match     | *                             | 304",
                "If-None-Match     | \"x\"                         | 200",
                "If-Modified-Since | Sun, 29 Mar 2026 01:30:00 GMT | 304",
                "If-Modified-Since | Mon, 30 Mar 2026 01:30:00 GMT | 304",
                "If-Modified-Since | Sun, 29 Mar 2026 01:29:59 GMT | 200",
                "If-Modified-Since | yesterday                     | 200",
                "If-Match          | ETAG                          | 200",
                "If-Match          | \"x\"                         | 412",
                "If-Match          | W/ETAG                        | 412",
            })
    void aConditionDecides(String header, String value, int status) {
        Map<String, String> headers = Map.of(header, value.replace("ETAG", FILE.etag()));
        assertThat(Download.of(FILE, headers::get).status()).isEqualTo(status);
    }

    @Test
    void anEtagCountsMoreThanADate() {
        Map<String, String> headers = Map.of("If-None-Match", "\"x\"", "If-Modified-Since", MODIFIED);
        assertThat(Download.of(FILE, headers::get).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ETAG                          | 206",
                "Sun, 29 Mar 2026 01:30:00 GMT | 206",
                "Sun, 29 Mar 2026 01:29:00 GMT | 200",
                "W/ETAG                        | 200",
                "\"x\"                         | 200",
                "*                             | 200",
            })
    void aPartOfAnotherVersionIsTheWholeOfThisOne(String ifRange, int status) {
        Map<String, String> headers = Map.of("Range", "bytes=500-", "If-Range", ifRange.replace("ETAG", FILE.etag()));
        assertThat(Download.of(FILE, headers::get).status()).isEqualTo(status);
    }

    @Test
    void anEmptyFileHasNoRange() {
        StoredFile empty = new StoredFile("e", Path.of("/fw/e"), 0, Instant.EPOCH, "1");
        assertThat(Download.of(empty, Map.of("Range", "bytes=0-")::get).status())
                .isEqualTo(416);
        assertThat(Download.of(empty, Map.<String, String>of()::get)).isEqualTo(new Download(200, 0, 0));
    }

    @Test
    void theContentRangeIsWrittenAsHttpWantsIt() {
        assertThat(new Download(206, 500, 100).contentRange(FILE)).isEqualTo("bytes 500-599/1000");
        assertThat(new Download(416, 0, 0).contentRange(FILE)).isEqualTo("bytes */1000");
    }
}
