package org.openztp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.testkit.Heard;

class PlanCommandsTest {
    private static final String PATTERNS =
            "\"patterns\":[{\"pattern\":\"floor 1\",\"matched\":false,\"why\":\"board_name"
                    + " is 'a'\"},{\"pattern\":\"rest\",\"matched\":true,\"why\":\"matches\"}]";

    @TempDir
    Path folder;

    private final StandInApi api = new StandInApi();
    private final WrtRun wrt = new WrtRun().env("ZTP_URL", api.url());

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void aPlanIsShownWithItsPatternsAndItsScripts() {
        api.on(
                "GET /plan",
                "{\"pattern\":\"rest\",\"definition\":\"ap\",\"variables\":{}," + PATTERNS
                        + ",\"problem\":null,\"digest\":\"d\",\"steps\":[{\"position\":1,\"name\":\"wifi\",\"action\":\"uci\","
                        + "\"confirmSeconds\":60,\"script\":\"uci_batch 'a'\\nb\"}]}");

        wrt.run(
                "plan",
                "--mac",
                "02:00:00:00:00:01",
                "--board",
                "a,b",
                "--fact",
                "site=x y",
                "--tag",
                "lab,roof",
                "--tag=new");

        assertThat(wrt.code()).isZero();
        assertThat(wrt.lines())
                .contains(
                        "PATTERN  MATCHES  WHY",
                        "floor 1  no       board_name is 'a'",
                        "rest     yes",
                        "definition ap",
                        "# 1: wifi, undone unless the server is reached within 60 s",
                        "uci_batch 'a'",
                        "b");
        assertThat(api.asked().get(0).toString())
                .contains("board_name=a%2Cb", "site=x%20y", "mac=02%3A00", "&tag=lab&tag=roof&tag=new");
    }

    @Test
    void aFolderThatDecidesIsShownBeforeThePatterns() {
        api.on(
                "GET /plan",
                "{\"node\":[\"nodes/SN1/definition\"],\"pattern\":\"nodes/SN1\",\"definition\":\"ap\",\"variables\":{},"
                        + PATTERNS + ",\"problem\":null,\"digest\":\"d\",\"steps\":[]}");

        assertThat(wrt.run("plan", "--device", "7").code()).isZero();
        assertThat(wrt.lines())
                .anyMatch(line -> line.matches("nodes/SN1/definition +yes +it is in the device's own folder"));
    }

    @Test
    void aDeviceWithoutAPlanIsSaidWithTheReasonAndAnExitCode() {
        api.on(
                "GET /plan",
                "{\"pattern\":null,\"definition\":null,\"variables\":{}," + PATTERNS
                        + ",\"problem\":\"no pattern of neighbordb matches it\",\"digest\":null,\"steps\":[]}");

        assertThat(wrt.run("plan", "--device", "7").code()).isEqualTo(1);
        assertThat(wrt.err()).contains("no pattern of neighbordb matches it");
    }

    @Test
    void aPlanNeedsADevice() {
        assertThat(wrt.run("plan").code()).isEqualTo(2);
        assertThat(wrt.err()).contains("--device and --mac");
    }

    @Test
    void aFileIsCheckedWithoutAServer() throws IOException {
        Path file = Files.writeString(folder.resolve("neighbordb"), "patterns:\n  - {name: x}\n");

        assertThat(new WrtRun().run("validate", file.toString()).code()).isEqualTo(1);
        WrtRun old = new WrtRun().run("--validate", file.toString());
        assertThat(old.code()).isEqualTo(1);
        assertThat(old.lines()).contains("Failed Patterns (count: 1)", "[0] x");
        Files.writeString(file, "patterns:\n  - {name: x, definition: y, match: {}}\n");
        assertThat(new WrtRun().run("validate", file.toString()).code()).isZero();
    }

    @Test
    void whatAFileCheckFindsIsSaidOnceAndNotLoggedToo() throws IOException {
        Path file = Files.writeString(folder.resolve("neighbordb"), "patterns: [\n");
        try (Heard log = new Heard()) {
            assertThat(new WrtRun().run("validate", file.toString()).code()).isEqualTo(1);
            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    void withoutAFileTheServersOwnAreMeant() {
        api.on("GET /status", "{\"faults\":[\"definitions/ap.yaml:3: wrong\"]}");
        api.on("GET /validation", "{\"faults\":[\"definitions/ap.yaml:3: wrong\",\"nodes/x/pattern:1: wrong\"]}");
        assertThat(wrt.run("validate").code()).isEqualTo(1);
        assertThat(wrt.out()).isEqualToIgnoringNewLines("[0] definitions/ap.yaml:3: wrong[1] nodes/x/pattern:1: wrong");
        assertThat(wrt.run("status").lines()).anyMatch(line -> line.matches("fault +definitions/ap.yaml:3: wrong"));
    }

    @Test
    void aDeviceIsShownWithItsPlan() {
        api.on(
                "GET /devices/7",
                "{\"id\":7,\"mac\":\"02:00:00:00:00:01\",\"state\":\"RETRYING\",\"reason\":\"step_failed\",\"facts\":{},"
                        + "\"plan\":{\"definition\":\"ap\",\"pattern\":\"floor 1\",\"steps\":[{\"position\":1,\"name\":\"wifi\","
                        + "\"state\":\"CHANGED\",\"exitCode\":0},{\"position\":2,\"name\":\"tools\",\"state\":\"FAILED\","
                        + "\"exitCode\":9}]}}");
        api.on("GET /devices/7/events", "{\"items\":[]}");

        assertThat(wrt.run("device", "show", "7").lines())
                .contains(
                        "plan:           ap, by the pattern floor 1",
                        "  1  wifi   CHANGED",
                        "  2  tools  FAILED   exit code 9");
    }
}
