package org.openztp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** As the API's: what a look at one thing found, what comes of it, and how to mend it; the last two may be null. */
record Finding(String level, String about, String what, String why, String mend) {
    static final String OK = "OK";
    static final String WARNING = "WARNING";
    static final String WRONG = "WRONG";

    static Finding ok(String about, String what) {
        return new Finding(OK, about, what, null, null);
    }

    static Finding warning(String about, String what, String why, String mend) {
        return new Finding(WARNING, about, what, why, mend);
    }

    static Finding wrong(String about, String what, String why, String mend) {
        return new Finding(WRONG, about, what, why, mend);
    }

    static Finding of(JsonNode json) {
        return new Finding(
                json.path("level").asText(),
                json.path("about").asText(),
                json.path("what").asText(),
                json.path("why").asText(null),
                json.path("mend").asText(null));
    }

    ObjectNode json() {
        return Api.object()
                .put("level", level)
                .put("about", about)
                .put("what", what)
                .put("why", why)
                .put("mend", mend);
    }
}
