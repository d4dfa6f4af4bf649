package org.openztp.image.asu;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole catalogue as clients walk through it: each file that another one leads to is there, and they fit together. */
class AsuCatalogueIT {
    @TempDir
    private static Path home;

    private static AsuStage stage;

    @BeforeAll
    static void start() throws IOException {
        stage = AsuStage.start(home, "images.builders", "1");
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    private static JsonNode read(String path) {
        HttpResponse<String> answer = stage.get(path);
        assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(200);
        return AsuStage.json(answer);
    }

    /** @param path below which the files of a version are */
    private record Place(String path, String target, String architecture, String version) {
        String folder(String root) {
            return root + "/" + path + "/targets/" + target;
        }
    }

    /** The targets of the newest version of each branch, as a list of branches tells them. */
    private static List<Place> places(JsonNode branches) {
        List<Place> all = new ArrayList<>();
        for (JsonNode branch : branches) {
            String version = branch.path("versions").path(0).asText();
            String path = branch.path("path").asText().replace("{version}", version);
            for (Map.Entry<String, JsonNode> each : branch.path("targets").properties()) {
                all.add(new Place(path, each.getKey(), each.getValue().asText(), version));
            }
        }
        assertThat(all).hasSizeGreaterThan(5);
        return all;
    }

    /** Auc of 21.02 to 23.05 leaves out a branch, or breaks off, where one of these is not so. */
    @Test
    void whatAucReadsOfEachTargetFitsTogether() {
        for (Place place : places(read("/json/v1/branches.json"))) {
            JsonNode upstream = read(place.folder("/json/v1") + "/profiles.json");
            for (Map.Entry<String, JsonNode> profile : upstream.path("profiles").properties()) {
                JsonNode own = read(place.folder("/json/v1") + "/" + profile.getKey() + ".json");
                assertThat(own.path("metadata_version").isInt()).isTrue();
                assertThat(own.path("metadata_version").asInt()).isOne();
                assertThat(own.path("arch_packages").asText()).isEqualTo(place.architecture);
                assertThat(own.path("images"))
                        .isNotEmpty()
                        .isEqualTo(profile.getValue().path("images"));
                assertThat(own.path("target").asText()).isEqualTo(place.target);
                assertThat(own.path("version_number").asText()).isEqualTo(place.version);
                assertThat(own.path("version_code").asText()).startsWith("r");
                assertThat(own.path("id").asText()).isEqualTo(profile.getKey());
            }
            JsonNode index = read(place.folder("/json/v1") + "/index.json");
            assertThat(index.path("architecture").asText()).isEqualTo(place.architecture);
            assertThat(index.path("packages")).isNotEmpty();
            JsonNode feeds = read("/json/v1/" + place.path + "/packages/" + place.architecture + "-index.json");
            assertThat(feeds).isNotEmpty().allMatch(JsonNode::isTextual);
        }
    }

    /** Owut ends by a fault where one of these is missing, or a time is a text. */
    @Test
    void whatOwutReadsOfEachTargetIsThere() {
        JsonNode overview = read("/json/v1/overview.json");
        String upstream = overview.path("upstream_url").asText();
        assertThat(upstream).startsWith(stage.server.url().toString());
        String root = upstream.substring(stage.server.url().toString().length());
        assertThat(overview.path("branches").properties())
                .allSatisfy(branch ->
                        assertThat(branch.getValue().path("name").asText()).isEqualTo(branch.getKey()));
        for (Place place : places(overview.path("branches"))) {
            JsonNode profiles = read(place.folder(root) + "/profiles.json");
            assertThat(profiles.path("source_date_epoch").isIntegralNumber()).isTrue();
            assertThat(profiles.path("default_packages")).isNotEmpty();
            assertThat(profiles.path("arch_packages").asText()).isEqualTo(place.architecture);
            assertThat(profiles.path("version_code").isTextual()).isTrue();
            assertThat(profiles.at("/linux_kernel/version").isTextual()).isTrue();
            assertThat(profiles.path("profiles")).isNotEmpty().allSatisfy(profile -> {
                assertThat(profile.path("device_packages").isArray()).isTrue();
                assertThat(profile.path("images").path(0).path("sha256").isTextual())
                        .isTrue();
            });
        }
    }

    /** Auc of 2021 ends by a fault of memory, drops a device, or breaks off where one of these is not so. */
    @Test
    void whatAucOf2021ReadsOfEachTargetFitsTogether() {
        JsonNode branches = read("/json/branches.json");
        assertThat(branches).isNotEmpty().allSatisfy(branch -> {
            for (String text : List.of("git_branch", "pubkey", "updates", "release_date", "eol", "path_packages")) {
                assertThat(branch.path(text).isTextual()).as(text).isTrue();
            }
            assertThat(branch.path("repos").isArray()).isTrue();
            assertThat(branch.path("extra_repos").isObject()).isTrue();
        });
        for (Place place : places(branches)) {
            for (Map.Entry<String, JsonNode> profile : read(place.folder("/json/v1") + "/profiles.json")
                    .path("profiles")
                    .properties()) {
                JsonNode own = read(place.folder("/json") + "/" + profile.getKey() + ".json");
                assertThat(own.path("source_date_epoch").isTextual()).isTrue();
                assertThat(own.path("metadata_version").asInt()).isOne();
            }
            Set<String> names = new HashSet<>();
            read(place.folder("/json") + "/index.json")
                    .path("packages")
                    .fieldNames()
                    .forEachRemaining(names::add);
            read("/json/" + place.path + "/packages/" + place.architecture + "-index.json")
                    .fieldNames()
                    .forEachRemaining(name ->
                            assertThat(names).as("names are in one index alone").doesNotContain(name));
        }
    }

    /** The firmware selector begins with the versions, and goes on with what each leads to. */
    @Test
    void whatTheFirmwareSelectorReadsOfEachVersionIsThere() {
        JsonNode versions = read("/json/v1/.versions.json");
        assertThat(versions.path("versions_list")).extracting(JsonNode::asText).contains("23.05.5", "SNAPSHOT");
        for (String standing : List.of("stable_version", "oldstable_version", "upcoming_version")) {
            assertThat(versions.path("versions_list")).contains(versions.path(standing));
        }
        for (JsonNode version : versions.path("versions_list")) {
            String path = version.asText().equals("SNAPSHOT") ? "snapshots" : "releases/" + version.asText();
            JsonNode overview = read("/json/v1/" + path + "/.overview.json");
            assertThat(overview.path("release").asText()).isEqualTo(version.asText());
            JsonNode targets = read("/json/v1/" + path + "/.targets.json");
            for (JsonNode profile : overview.path("profiles")) {
                assertThat(targets.has(profile.path("target").asText())).isTrue();
                assertThat(profile.path("titles")).isNotEmpty();
                JsonNode known = read("/json/v1/" + path + "/targets/"
                        + profile.path("target").asText() + "/profiles.json");
                assertThat(known.path("profiles").has(profile.path("id").asText()))
                        .isTrue();
            }
        }
    }

    /** Chef goes from the distributions to the models, and from there to the packages of an image. */
    @Test
    void whatChefReadsOfEachModelIsThere() {
        JsonNode versions = read("/api/distributions").at("/openwrt/versions");
        assertThat(versions).isNotEmpty();
        versions.fieldNames().forEachRemaining(version -> {
            JsonNode models = read("/api/models?distro=openwrt&model_search=&version=" + version);
            assertThat(models).isNotEmpty();
            for (JsonNode model : models) {
                assertThat(read("/api/packages_image?distro=openwrt&version=" + version + "&target="
                                + model.path("target").asText() + "&profile="
                                + model.path("profile").asText()))
                        .isNotEmpty()
                        .allMatch(JsonNode::isTextual);
            }
        });
    }

    /** Which the first servers of 2020 had instead of all that. */
    @Test
    void whatIsToldOfEachVersionFitsTogether() {
        for (JsonNode row : read("/api/versions?distro=openwrt")) {
            String version = row.path("version").asText();
            JsonNode profiles = read("/api/profiles/" + version);
            JsonNode names = read("/api/names/" + version);
            assertThat(names.path("models")).isNotEmpty().allSatisfy(model -> {
                assertThat(profiles.path(model.path("id").asText()).path("target"))
                        .isEqualTo(model.path("target"));
                assertThat(model.path("images")).isNotEmpty();
            });
            assertThat(read("/api/packages/" + version))
                    .extracting(JsonNode::asText)
                    .contains("base-files");
        }
    }
}
