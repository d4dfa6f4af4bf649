package org.openztp.image.asu;

import java.io.IOException;
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

    /** What differs from asu's own answer is what the table says, and nothing else; ADR 019 says why. */
    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "golden.csv", delimiter = '|', quoteCharacter = '`', numLinesToSkip = 1)
    void theShapeIsThatOfAsu(String file, String request, String headers, String body, String differences)
            throws IOException {
        Golden.read(file).check(send(request, headers, body), differences);
    }
}
