package org.openztp.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openztp.openwrt.Sha256;

/** Images asked of a whole server, and made by it. */
@Tag("lab")
class ImagesOverHttpIT extends ImageServerStage {
    @BeforeAll
    static void start() throws IOException {
        start(2);
    }

    @Test
    void anImageIsMadeAndEveryFileOfItIsWhatWasSaid() throws IOException {
        JsonNode build = ended(ask(wish("tcpdump", "-dropbear").put("defaults", "uci set x='geheim'\n")));

        assertThat(build.path("state").asText()).as(build.toString()).isEqualTo("DONE");
        assertThat(build.toString()).doesNotContain("geheim");
        assertThat(build.at("/wanted/profile").asText()).isEqualTo("acme_one");
        assertThat(build.at("/wanted/defaults").asBoolean()).isTrue();
        assertThat(build.at("/result/manifest/tcpdump").asText()).isEqualTo("1.0-1");
        assertThat(build.at("/result/manifest").has("dropbear")).isFalse();
        JsonNode image = build.at("/result/images/0");
        Path file = home.resolve("images/made")
                .resolve(build.path("hash").asText())
                .resolve(image.path("name").asText());
        assertThat(Sha256.hex(Files.readAllBytes(file)))
                .isEqualTo(image.path("sha256").asText());
        assertThat(file).content().contains("geheim");
        assertThat(home.resolve("images/work")).isEmptyDirectory();
        assertThat(json(admin("GET", "/image-builds?state=done", null)).path("items"))
                .anyMatch(each -> each.path("id").equals(build.path("id")));
    }

    @Test
    void whatCannotBeMadeSaysWhyWithWhatWasPrinted() {
        JsonNode build = ended(ask(wish("toy-conflict")));

        assertThat(build.path("state").asText()).isEqualTo("FAILED");
        assertThat(build.path("code").asText()).isEqualTo("CONFLICT");
        assertThat(build.path("words").asText()).startsWith("Impossible package selection: conflicts");
        assertThat(build.at("/output/stderr").asText()).contains("check_conflicts_for");
        assertThat(build.at("/result").isNull()).isTrue();
    }

    @Test
    void oneThatHangsIsTakenBackAndNothingOfItRunsOn() {
        JsonNode build = ask(wish("toy-hang"));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> show(build).path("step").asText().equals("calculate_packages_hash"));

        HttpResponse<String> cancelled =
                admin("POST", "/image-builds/" + build.path("id").asLong() + "/cancel", null);

        assertThat(json(cancelled).path("state").asText()).isEqualTo("CANCELLED");
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(home.resolve("images/work")).isEmptyDirectory();
            assertThat(ProcessHandle.current()
                            .descendants()
                            .map(each -> each.info().command().orElse("")))
                    .noneMatch(command -> command.endsWith("/make") || command.endsWith("/sleep"));
        });
    }

    @Test
    void onePinnedStaysSo() {
        String path = "/image-builds/" + ended(ask(wish("mc"))).path("id").asLong();

        assertThat(json(admin("PUT", path + "/pin", null)).path("pinned").asBoolean())
                .isTrue();
        assertThat(json(admin("DELETE", path + "/pin", null)).path("pinned").asBoolean())
                .isFalse();
        assertThat(admin("POST", path + "/cancel", null).statusCode()).isEqualTo(409);
        assertThat(admin("GET", "/image-builds/999999", null).statusCode()).isEqualTo(404);
    }

    @Test
    void aCheckupTellsHowSafelyImagesAreMade() {
        assertThat(json(admin("GET", "/checks", null)).path("items"))
                .anyMatch(finding -> finding.path("about").asText().equals("images")
                        && finding.path("what").asText().contains("sandbox"));
    }
}
