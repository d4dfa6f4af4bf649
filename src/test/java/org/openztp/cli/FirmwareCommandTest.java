package org.openztp.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.cli.StandInApi.Answer;

class FirmwareCommandTest {
    private static final String BUILD = """
            {"id":4,"category":"campus","version":"24.10.2","os":null,"createdAt":"2026-01-02T03:04:05Z",\
            "createdBy":"ops","images":1}""";
    private static final String IMAGE = "{\"id\":9,\"file\":\"one.bin\",\"boards\":[\"acme,one\",\"acme,two\"]}";

    @TempDir
    Path folder;

    private final StandInApi api = new StandInApi();
    private final WrtRun wrt = new WrtRun().env("ZTP_URL", api.url());
    private Path one;

    @BeforeEach
    void oneBuild() throws IOException {
        one = Files.writeString(folder.resolve("one.bin"), "firmware");
        api.on("GET /firmware/builds", "{\"items\":[" + BUILD + "],\"next\":null}");
        api.on("PUT /firmware/builds/4/images/one.bin", ask -> new Answer(201, "application/json", IMAGE));
    }

    @AfterEach
    void close() {
        api.close();
    }

    private int upload(String... more) {
        String[] words = new String[4 + more.length];
        System.arraycopy(new String[] {"firmware", "upload", "--build", "campus/24.10.2"}, 0, words, 0, 4);
        System.arraycopy(more, 0, words, 4, more.length);
        return wrt.run(words).code();
    }

    @Test
    void anImageIsSentAsItIsToTheBuildThatIsThere() {
        assertThat(upload(one.toString(), "--board", "acme,one", "--board", "acme,two"))
                .as(wrt.err())
                .isZero();

        assertThat(api.lines().get(1))
                .isEqualTo("PUT /firmware/builds/4/images/one.bin?board=acme%2Cone&board=acme%2Ctwo");
        assertThat(api.asked().get(1).body()).isEqualTo("firmware");
        assertThat(wrt.lines()).containsExactly("one.bin  acme,one acme,two");
    }

    @Test
    void aBuildThatIsMissingIsMadeWithItsOsAndChangelog() throws IOException {
        Path changes = Files.writeString(folder.resolve("changes"), "faster\n");
        api.on("GET /firmware/builds", "{\"items\":[],\"next\":null}");
        api.on("POST /firmware/builds", ask -> new Answer(201, "application/json", BUILD));

        assertThat(upload("--os", "OpenWrt 24.10.2", "--changelog", changes.toString(), one.toString()))
                .as(wrt.err())
                .isZero();

        assertThat(api.asked().get(1).body())
                .isEqualTo("{\"category\":\"campus\",\"version\":\"24.10.2\",\"os\":\"OpenWrt 24.10.2\","
                        + "\"changelog\":\"faster\\n\"}");
    }

    @Test
    void oneThatIsRefusedIsNamedAndTheOthersAreKept() throws IOException {
        Path bad = Files.writeString(folder.resolve("bad.bin"), "x");
        api.on("PUT /firmware/builds/4/images/bad.bin", ask -> Answer.problem(422, "image: a text"));

        assertThat(upload(bad.toString(), one.toString())).isEqualTo(1);

        assertThat(wrt.err()).contains("bad.bin: image: a text");
        assertThat(wrt.lines()).containsExactly("one.bin  acme,one acme,two");
    }

    @Test
    void nothingIsMadeWhenAFileIsMissingOrTheBuildIsMisspelt() {
        assertThat(upload(one.toString(), folder.resolve("none").toString())).isEqualTo(1);
        assertThat(upload("--os", "other", one.toString())).isEqualTo(1);
        assertThat(wrt.run("firmware", "upload", "--build", "campus", one.toString())
                        .code())
                .isEqualTo(2);
        assertThat(api.lines()).noneMatch(line -> line.startsWith("P"));
    }

    @Test
    void aBarShowsHowFarItIsOnATerminal() throws Exception {
        Path large = Files.write(folder.resolve("large.bin"), new byte[64 << 20]);
        WrtRun terminal = new WrtRun().env("ZTP_URL", api.url()).onTerminal();
        api.beforePut(() -> await().atMost(Duration.ofSeconds(60))
                .until(() -> terminal.out().contains("/67.1 MB")));
        api.on("PUT /firmware/builds/4/images/large.bin", ask -> Answer.json(IMAGE));

        terminal.run("firmware", "upload", "--build", "campus/24.10.2", large.toString());

        assertThat(terminal.code()).as(terminal.err()).isZero();
        assertThat(terminal.out()).endsWith("\r\u001b[Kone.bin  acme,one acme,two\n");
        api.beforePut(() -> {});
        assertThat(upload(one.toString())).isZero();
        assertThat(wrt.out()).doesNotContain("[");
    }

    @Test
    void buildsAreListedAndOneIsShownWithItsChangelog() {
        api.on("GET /firmware/builds/4", """
                {"id":4,"changelog":"faster\\nsmaller","items":[{"id":9,"file":"one.bin","sizeBytes":7,\
                "boards":["acme,one"],"release":"24.10.2","target":"ath79/generic","sha256":"ab","signedBy":["a1","b2"],\
                "fault":"its file is missing"}]}""");

        assertThat(wrt.run("firmware", "list", "--category", "campus").lines().get(1))
                .startsWith("campus/24.10.2 ")
                .contains("ops");
        assertThat(api.lines()).containsExactly("GET /firmware/builds?category=campus&limit=500");
        WrtRun show = new WrtRun().env("ZTP_URL", api.url()).run("firmware", "show", "campus/24.10.2");
        assertThat(show.lines().get(1))
                .matches("one.bin +7 +acme,one +24.10.2 +ath79/generic +a1 b2 +ab +its file is missing");
        assertThat(show.lines()).endsWith("faster", "smaller");
    }

    @Test
    void devicesThatDoNotRunWhatTheyShouldAreListedWithTheNumbersOfAll() {
        api.on("GET /firmware/drift", """
                {"countedAt":"2026-01-02T03:04:05Z","counts":{"OK":7,"DRIFTED":1},"bars":[],"items":[{"deviceId":3,\
                "deviceName":"ap-3","state":"DRIFTED","build":"campus/24.10.2","board":"acme,one","runs":"23.05.5",\
                "image":9,"source":"definition ap","fix":"report","words":"it runs 23.05.5, not 24.10.2","heldBy":null,\
                "since":"2026-01-02T03:04:05Z"}],"next":null}""");

        assertThat(wrt.run("firmware", "drift", "--state", "drifted").lines().get(1))
                .matches("ap-3\\(3\\) +DRIFTED +campus/24.10.2 +23.05.5 +acme,one .* it runs 23.05.5, not 24.10.2");
        assertThat(wrt.lines()).endsWith("7 OK, 1 DRIFTED");
        assertThat(api.lines()).contains("GET /firmware/drift?limit=500&state=drifted");
        assertThat(wrt.run("firmware", "drift", "--json").out()).contains("\"counts\":", "\"ap-3\"");
    }

    @Test
    void whatIsWaitingIsListedWithItsNumbers() {
        api.on("GET /firmware/check", """
                {"counts":{"devices":9,"ofBranch":1,"newest":2,"packages":3},"items":[{"deviceId":3,"deviceName":"ap-3",\
                "board":"acme,one","runs":"23.05.5","ofBranch":"23.05.6","newest":"24.10.2","packages":1,\
                "packageWords":"mc 1 → 2","words":"","since":"2026-01-02T03:04:05Z"}],"next":null}""");

        assertThat(wrt.run("firmware", "check", "--tag", "school", "--waiting")
                        .lines()
                        .get(1))
                .matches("ap-3\\(3\\) +acme,one +23.05.5 +23.05.6 +24.10.2 +1 +mc 1 → 2");
        assertThat(wrt.lines())
                .endsWith("of 9 devices, 1 could run a newer release of their branch, 2 a newer stable one, and 3 have"
                        + " newer packages waiting");
        assertThat(api.lines()).anyMatch(line -> line.contains("tag=school") && line.contains("waiting=true"));
        assertThat(wrt.run("firmware", "check", "--json").out()).contains("\"counts\":", "\"ap-3\"");
    }

    @Test
    void whatWasNotLookedAtYetIsNotSaidToBeUpToDate() {
        api.on("GET /firmware/check", """
                {"counts":{"devices":0,"ofBranch":0,"newest":0,"packages":0},"items":[],"next":null}""");

        assertThat(wrt.run("firmware", "check").lines())
                .last()
                .asString()
                .startsWith("no such device was looked at yet");
    }

    @Test
    void aSignatureIsHandedInForTheImageOfItsName() throws IOException {
        Path signature = Files.writeString(folder.resolve("one.sig"), "untrusted comment: x\n");
        api.on("GET /firmware/builds/4", "{\"id\":4,\"items\":[" + IMAGE + "]}");
        api.on("PUT /firmware/images/9/signatures", ask -> Answer.json("{\"id\":9,\"signedBy\":[\"a1\",\"b2\"]}"));

        assertThat(wrt.run("firmware", "sign", "campus/24.10.2", "one.bin", signature.toString())
                        .lines())
                .containsExactly("one.bin  signed by a1 b2");
        assertThat(api.asked().get(2).body()).isEqualTo("untrusted comment: x\n");
        assertThat(wrt.run("firmware", "sign", "campus/24.10.2", "two.bin", signature.toString())
                        .code())
                .isEqualTo(1);
        assertThat(wrt.run("firmware", "sign", "campus/24.10.2", "one.bin", folder + "/none")
                        .code())
                .isEqualTo(1);
    }

    @Test
    void aBuildOrOneImageOfItIsRemoved() {
        api.on("GET /firmware/builds/4", "{\"id\":4,\"items\":[" + IMAGE + "]}");
        api.on("DELETE /firmware/images/9", ask -> new Answer(204, "application/json", ""));
        api.on("DELETE /firmware/builds/4", ask -> new Answer(204, "application/json", ""));

        assertThat(wrt.run("firmware", "remove", "campus/24.10.2", "one.bin").code())
                .isZero();
        assertThat(wrt.run("firmware", "remove", "campus/24.10.2", "two.bin").code())
                .isEqualTo(1);
        assertThat(wrt.run("firmware", "remove", "campus/1").code()).isEqualTo(1);
        assertThat(api.lines()).contains("DELETE /firmware/images/9").doesNotContain("DELETE /firmware/builds/4");
        assertThat(wrt.run("firmware", "remove", "campus/24.10.2").code()).isZero();
        assertThat(api.lines()).contains("DELETE /firmware/builds/4");
    }
}
