package org.openztp.image.asu;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Each field of a request in three generations, with right and with wrong values, and what is told of it in each state. */
class AsuFieldsIT extends AsuTables {
    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "fields.csv", delimiter = '|', quoteCharacter = '`', numLinesToSkip = 1)
    void fields(String line, String request, String headers, String body, int status, String expected) {
        check(request, headers, body, status, expected);
    }
}
