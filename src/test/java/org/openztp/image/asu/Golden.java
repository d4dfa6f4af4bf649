package org.openztp.image.asu;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.openztp.http.Json;

/**
 * An answer of a running asu, as it was recorded.
 *
 * @param headers in small letters
 */
record Golden(int status, Map<String, String> headers, String body) {
    private static final Set<String> COMPARED = Set.of(
            "content-type",
            "x-imagebuilder-status",
            "x-queue-position",
            "accept-ranges",
            "content-disposition",
            "content-range",
            "etag",
            "last-modified",
            "location",
            "x-content-type-options");

    /** Objects whose names are not of the format but of what it tells: their values are compared, of one each. */
    private static final Set<String> MAPS =
            Set.of("manifest", "targets", "branches", "packages_versions", "repositories", "packages");

    static Golden read(String name) throws IOException {
        String[] parts = Files.readString(AsuStage.fixtures().resolve("golden").resolve(name))
                .split("\r?\n\r?\n", 2);
        String[] lines = parts[0].split("\r?\n");
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line : Arrays.copyOfRange(lines, 1, lines.length)) {
            String[] pair = line.split(": ?", 2);
            headers.put(pair[0].toLowerCase(Locale.ROOT), pair[1]);
        }
        return new Golden(Integer.parseInt(lines[0].split(" ")[1]), headers, parts.length < 2 ? "" : parts[1].strip());
    }

    /** @param allowed divided by blanks; of an answer of another status only that is compared */
    void check(HttpResponse<String> answer, String allowed) throws IOException {
        Set<String> found = new TreeSet<>();
        if (answer.statusCode() == status) {
            compareAll(answer, found);
        } else {
            found.add(status + "->" + answer.statusCode());
        }
        Set<String> expected = new TreeSet<>(allowed == null ? List.of() : List.of(allowed.split("\\s+")));
        assertThat(found).as(answer + "\n" + answer.body()).isEqualTo(expected);
    }

    private void compareAll(HttpResponse<String> answer, Set<String> found) throws IOException {
        for (String name : COMPARED) {
            boolean ours = answer.headers().firstValue(name).isPresent();
            if (headers.containsKey(name) != ours && !name.equals("x-content-type-options")) {
                found.add((ours ? "+" : "-") + name);
            }
        }
        if (!body.startsWith("{") && !body.startsWith("[")) {
            return;
        }
        JsonNode theirs = Json.MAPPER.readTree(body);
        JsonNode ours = Json.MAPPER.readTree(answer.body());
        if (theirs.path("detail").isArray()) {
            compare("/errors", theirs.get("detail"), ours.path("errors"), found);
        }
        compare("", theirs, ours, found);
    }

    private static void compare(String path, JsonNode theirs, JsonNode ours, Set<String> found) {
        if (theirs.isNull() || ours.isNull()) {
            return;
        }
        if (!kind(theirs).equals(kind(ours))) {
            found.add(path + ":" + kind(theirs) + "->" + kind(ours));
        } else if (theirs.isArray() && !theirs.isEmpty() && !ours.isEmpty()) {
            compare(path + "/0", theirs.get(0), ours.get(0), found);
        } else if (theirs.isObject() && MAPS.contains(path.replaceAll(".*/", ""))) {
            if (!theirs.isEmpty() && !ours.isEmpty()) {
                compare(path + "/*", theirs.iterator().next(), ours.iterator().next(), found);
            }
        } else if (theirs.isObject()) {
            List<String> names = new ArrayList<>();
            theirs.fieldNames().forEachRemaining(names::add);
            ours.fieldNames().forEachRemaining(name -> {
                if (!names.contains(name)) {
                    found.add("+" + path + "/" + name);
                }
            });
            for (String name : names) {
                if (ours.has(name)) {
                    compare(path + "/" + name, theirs.get(name), ours.get(name), found);
                } else {
                    found.add("-" + path + "/" + name);
                }
            }
        }
    }

    private static String kind(JsonNode node) {
        return node.getNodeType().name().toLowerCase(Locale.ROOT);
    }
}
