package org.openztp.image.asu;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openztp.http.Json;

/**
 * What a line of a table expects of an answer, divided by {@code ;;}: {@code /a/b=text} at a place of the JSON,
 * {@code /a~text} as a part of it, {@code /a?} that it is there, {@code /a!} that it is not; {@code Name: value},
 * {@code Name~value}, {@code Name?} and {@code Name!} of headers; {@code body=text} and {@code body~text} of all.
 */
record Expected(String all) {
    private static final Pattern ONE = Pattern.compile("(/[^=~?!]*|[A-Za-z-]+|)(=|~|\\?|!|: )(.*)");

    void check(HttpResponse<String> answer) {
        for (String each : all == null ? new String[0] : all.split(";;")) {
            Matcher one = ONE.matcher(each.strip());
            assertThat(one.matches()).as(each).isTrue();
            check(one.group(1), one.group(2), one.group(3), answer);
        }
    }

    private static void check(String place, String kind, String text, HttpResponse<String> answer) {
        String found = found(place, answer);
        String about = place + " of " + answer + "\n" + answer.headers().map() + "\n" + answer.body();
        switch (kind) {
            case "=", ": " -> assertThat(found).as(about).isEqualTo(text);
            case "~" -> assertThat(found).as(about).contains(text);
            case "?" -> assertThat(found).as(about).isNotNull();
            default -> assertThat(found).as(about).isNull();
        }
    }

    private static String found(String place, HttpResponse<String> answer) {
        if (place.equals("body")) {
            return answer.body();
        }
        if (!place.startsWith("/")) {
            return answer.headers().firstValue(place).orElse(null);
        }
        try {
            JsonNode at = Json.MAPPER.readTree(answer.body()).at(place.equals("/") ? "" : place);
            return at.isMissingNode() ? null : at.isTextual() ? at.asText() : at.toString();
        } catch (IOException e) {
            throw new AssertionError(answer.body(), e);
        }
    }
}
