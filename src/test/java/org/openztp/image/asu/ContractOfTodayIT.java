package org.openztp.image.asu;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** {@code /api/v1/build} and what belongs to it, a line of the contract each. */
class ContractOfTodayIT extends AsuTables {
    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "today.csv", delimiter = '|', quoteCharacter = '`', numLinesToSkip = 1)
    void isKept(String line, String request, String headers, String body, int status, String expected) {
        check(request, headers, body, status, expected);
    }
}
