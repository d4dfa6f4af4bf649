package org.openztp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.cli.StandInApi.Answer;
import org.openztp.openwrt.Sha256;

class ImageCommandTest {
    private final StandInApi api = new StandInApi();
    private final WrtRun wrt = new WrtRun().env("ZTP_URL", api.url());

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        api.close();
    }

    private static String image(String state, String more) {
        return "{\"id\":7,\"wanted\":{\"profile\":\"acme_one\",\"version\":\"24.10.2\"},\"state\":\"" + state + "\""
                + more + "}";
    }

    @Test
    void anImageIsAskedForByProfileAndVersion() throws IOException {
        Path script = Files.writeString(folder.resolve("first"), "uci set x\n");
        api.on(
                "POST /image-builds",
                ask -> new Answer(201, "application/json", image("QUEUED", ",\"ahead\":3,\"waitSeconds\":90")));

        wrt.run(
                "image",
                "build",
                "--profile",
                "acme_one",
                "--version",
                "24.10.2",
                "--packages",
                "tcpdump,-dropbear",
                "--packages",
                "mc",
                "--defaults",
                script.toString());

        assertThat(wrt.code()).as(wrt.err()).isZero();
        assertThat(api.asked().get(0).body())
                .isEqualTo("{\"profile\":\"acme_one\",\"version\":\"24.10.2\",\"target\":null,\"rootfsSizeMb\":null,"
                        + "\"packages\":[\"tcpdump\",\"-dropbear\",\"mc\"],\"defaults\":\"uci set x\\n\"}");
        assertThat(wrt.lines()).containsExactly("image 7 of acme_one 24.10.2 QUEUED (3 ahead of it, about 90 s)");
    }

    @Test
    void oneThatIsFollowedTellsItsStepsAndItsFiles() {
        AtomicInteger next = new AtomicInteger();
        String[] answers = {
            image("STARTED", ",\"step\":\"building_image\",\"progress\":83"),
            image("STARTED", ",\"step\":\"building_image\",\"progress\":83"),
            image("DONE", ",\"result\":{\"images\":[{\"name\":\"one.bin\",\"type\":\"sysupgrade\",\"sha256\":\"ab\"}]}")
        };
        api.on("GET /image-builds/7", ask -> Answer.json(answers[Math.min(next.getAndIncrement(), 2)]));

        wrt.run("image", "show", "7", "--follow");

        assertThat(wrt.code()).as(wrt.err()).isZero();
        assertThat(wrt.lines())
                .startsWith("image 7 of acme_one 24.10.2 STARTED (building_image)", "image 7 of acme_one 24.10.2 DONE");
        assertThat(wrt.out()).contains("one.bin").doesNotContain("83 %");
    }

    @Test
    void onATerminalABarShowsHowFarItIs() {
        AtomicInteger next = new AtomicInteger();
        String[] answers = {image("STARTED", ",\"progress\":50"), image("DONE", ",\"progress\":100")};
        api.on("GET /image-builds/7", ask -> Answer.json(answers[Math.min(next.getAndIncrement(), 1)]));
        WrtRun terminal = new WrtRun().env("ZTP_URL", api.url()).onTerminal();

        terminal.run("image", "show", "7", "--follow");

        assertThat(terminal.code()).as(terminal.err()).isZero();
        assertThat(terminal.out()).contains(".] 50 %").endsWith("image 7 of acme_one 24.10.2 DONE\n");
    }

    @Test
    void oneThatFailedSaysWhyWithTheEndOfWhatWasPrintedAndSoDoesTheExitCode() {
        api.on(
                "GET /image-builds/7",
                ask -> Answer.json(
                        image(
                                "FAILED",
                                ",\"words\":\"Impossible package selection\",\"output\":{\"stdout\":\"\",\"stderr\":\"a\\nb\\u001b[2J\\n\"}")));

        wrt.run("image", "show", "7", "--follow");

        assertThat(wrt.code()).isEqualTo(1);
        assertThat(wrt.lines().get(0)).endsWith("FAILED: Impossible package selection");
        assertThat(wrt.out()).contains("  a\n").doesNotContain("\u001b");
    }

    @Test
    void aSeedIsOrderedAndItsFileBroughtForNobodyElseToRead() throws Exception {
        String sha256 = Sha256.hex("an image");
        String files = ",\"seed\":true,\"result\":{\"images\":[{\"name\":\"f.bin\",\"type\":\"factory\"},"
                + "{\"name\":\"s.bin\",\"type\":\"sysupgrade\",\"sha256\":\"" + sha256 + "\"}]}";
        api.on("POST /image-builds/seeds", ask -> new Answer(201, "application/json", image("QUEUED", "")));
        api.on("GET /image-builds/7", ask -> Answer.json(image("DONE", files)));
        api.on("GET /image-builds/7/files/s.bin", ask -> new Answer(200, "application/octet-stream", "an image"));
        Path output = folder.resolve("seed.bin");
        String[] order = {"image", "seed", "--profile", "a", "--version", "b", "--output", output.toString()};

        wrt.run(order);

        assertThat(wrt.code()).as(wrt.err()).isZero();
        assertThat(output).hasContent("an image");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(output)))
                .isEqualTo("rw-------");
        assertThat(wrt.lines()).last().asString().endsWith("8 bytes; it holds secrets of this server");

        assertThat(wrt.run(order).code()).as("what is there stays").isEqualTo(1);
        assertThat(wrt.err()).contains("is there already");
        assertThat(api.lines().stream().filter(line -> line.startsWith("POST"))).hasSize(1);
    }

    @Test
    void aFileThatDoesNotArriveAsItWasMadeIsNotKept() {
        String files = ",\"result\":{\"images\":[{\"name\":\"s.bin\",\"type\":\"kernel\",\"sha256\":\"ab\"}]}";
        api.on("GET /image-builds/7", ask -> Answer.json(image("DONE", files)));
        api.on("GET /image-builds/7/files/s.bin", ask -> new Answer(200, "application/octet-stream", "another"));
        Path output = folder.resolve("image.bin");

        assertThat(wrt.run("image", "fetch", "7", "-o", output.toString()).code())
                .isEqualTo(1);
        assertThat(wrt.err()).contains("did not arrive as it was made");
        assertThat(output).doesNotExist();

        wrt.run("image", "fetch", "7", "-o", output.toString(), "--type", "factory");
        assertThat(wrt.code()).isEqualTo(1);
        assertThat(wrt.err()).contains("name one with --type: kernel");
        assertThat(output).doesNotExist();
    }

    @Test
    void theKeyIsShownWithTheLinesThatHaveARouterTrustIt() {
        api.on(
                "GET /image-builds/key",
                ask -> Answer.json("{\"fingerprint\":\"00ff\",\"key\":\"untrusted comment: it's\\nRWQ=\\n\"}"));

        wrt.run("image", "key");

        assertThat(wrt.code()).as(wrt.err()).isZero();
        assertThat(wrt.lines())
                .containsExactly(
                        "untrusted comment: it's",
                        "RWQ=",
                        "",
                        "On a router:",
                        "mkdir -p /etc/opkg/keys",
                        "printf '%s\\n' 'untrusted comment: it'\\''s' 'RWQ=' > /etc/opkg/keys/00ff");
        assertThat(wrt.run("image", "key", "--json").out()).contains("\"fingerprint\"");
    }

    @Test
    void aDefaultsFileThatIsNotThereIsNamed() {
        wrt.run(
                "image",
                "build",
                "--profile",
                "a",
                "--version",
                "b",
                "--defaults",
                folder.resolve("no").toString());

        assertThat(wrt.code()).isEqualTo(1);
        assertThat(wrt.err()).contains("cannot be read");
        assertThat(api.lines()).isEmpty();
    }

    @Test
    void listAndCancelAskTheApi() {
        api.on("GET /image-builds", ask -> Answer.json("{\"items\":[" + image("DONE", "") + "],\"next\":null}"));
        api.on("POST /image-builds/7/cancel", ask -> Answer.json(image("CANCELLED", "")));

        assertThat(wrt.run("image", "list", "--state", "DONE").out()).contains("acme_one", "DONE");
        assertThat(wrt.run("image", "cancel", "7").out()).contains("image 7 of acme_one 24.10.2 is cancelled");
        assertThat(api.lines().get(0)).contains("state=DONE");
    }
}
