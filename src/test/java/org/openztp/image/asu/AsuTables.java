package org.openztp.image.asu;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.http.Json;

/**
 * Lines of tables against one server, with an image in each state it can be in. A body that begins with {@code +} is what
 * differs from a sound request, null for what is left out; names in braces stand for hashes, <code>{7 x}</code> in a body
 * for so many letters.
 */
abstract class AsuTables {
    @TempDir
    static Path home;

    static AsuStage stage;
    static final Map<String, String> hashes = new LinkedHashMap<>();

    @BeforeAll
    static void start() throws IOException {
        stage = AsuStage.start(home, "images.builders", "3", "http.trusted-proxies", "127.0.0.1/32");
        hashes.put(
                "done",
                stage.ended(AsuStage.wish("vim", "luci")
                        .put("defaults", "echo geheim")
                        .put("client", "luci/1")));
        hashes.put("plain", stage.ended(AsuStage.wish("vim")));
        hashes.put("factory", stage.ended(AsuStage.wish("vim").put("rootfs_size_mb", 77)));
        hashes.put("big", stage.ended(AsuStage.wish(OtherAsu.BIG)));
        hashes.put("conflict", stage.ended(AsuStage.wish(OtherAsu.CONFLICT)));
        hashes.put("broken", stage.ended(AsuStage.wish(OtherAsu.BROKEN)));
        hashes.put("full", stage.ended(full("vim")));
        hashes.put("nothing", stage.ended(full(OtherAsu.BROKEN)));
        hashes.put("started", stage.started(AsuStage.wish(OtherAsu.SLOW).put("client", "owut/1"), "building_image"));
        hashes.put("first", stage.started(full(OtherAsu.FIRST_STEP), "init"));
        stage.started(AsuStage.wish(OtherAsu.SLOW, "vim"), "building_image");
        hashes.put("queued", stage.order(AsuStage.wish(OtherAsu.SLOW, "luci")));
        hashes.put("second", stage.order(AsuStage.wish(OtherAsu.SLOW, "mtd")));
        hashes.put("none", "0".repeat(64));
    }

    /** With something in every field. */
    private static ObjectNode full(String name) {
        ObjectNode wish = AsuStage.wish("luci")
                .put("version_code", "r24106-10cc5fcd00")
                .put("diff_packages", true)
                .put("defaults", "echo geheim")
                .put("rootfs_size_mb", 128)
                .put("filesystem", "ext4")
                .put("repositories_mode", "append")
                .put("client", "owut/9");
        wish.putObject("packages_versions").put(name, "1.0-2").put("luci", "1.0-2");
        wish.putObject("repositories").put("own", "https://good.example.com/feeds/own");
        wish.putArray("repository_keys").add(AsuStage.KEY);
        return wish;
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    static void check(String request, String headers, String body, int status, String expected) {
        HttpResponse<String> answer = send(request, headers, body);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
        assertThat(answer.body()).doesNotContain("geheim");
        new Expected(expected == null ? null : filled(expected)).check(answer);
    }

    static HttpResponse<String> send(String request, String headers, String body) {
        String[] verbAndPath = filled(request).split(" ", 2);
        String[] all = headers == null ? new String[0] : filled(headers).split(": | ;; ");
        return stage.send(verbAndPath[0], verbAndPath[1], body(body), all);
    }

    static String filled(String text) {
        String filled = text;
        for (Map.Entry<String, String> each : hashes.entrySet()) {
            filled = filled.replace("{" + each.getKey() + "}", each.getValue());
        }
        return filled.replace("{url}", stage.server.url().toString()).replace("{key}", AsuStage.KEY);
    }

    private static String body(String written) {
        String body = written == null ? null : longer(written).replace("{key}", AsuStage.KEY);
        if (body == null || !body.startsWith("+")) {
            return body;
        }
        try {
            ObjectNode wish = AsuStage.wish();
            wish.setAll((ObjectNode) Json.MAPPER.readTree(body.substring(1)));
            wish.properties().removeIf(entry -> entry.getValue().isNull());
            return wish.toString();
        } catch (IOException e) {
            throw new IllegalArgumentException(body, e);
        }
    }

    private static String longer(String body) {
        return Pattern.compile("\\{(\\d+) x}")
                .matcher(body)
                .replaceAll(many -> "x".repeat(Integer.parseInt(many.group(1))));
    }
}
