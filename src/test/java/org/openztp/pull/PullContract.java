package org.openztp.pull;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.openwrt.Sha256;
import org.openztp.testkit.ServerApi;
import org.openztp.testkit.TarGz;
import org.openztp.testkit.TestServer;

/** What holds for routers that fetch their work, over real HTTP and on each database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PullContract {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final AtomicInteger ROUTERS = new AtomicInteger();

    Path home;
    TestServer server;
    private AskingRouter router;

    /** Pairs of key and value, for instance those of the database. */
    abstract String[] settings();

    /** A server on the same data that knows nothing of what the first one holds in memory. */
    abstract URI another() throws IOException;

    @BeforeAll
    void open(@TempDir Path folder) throws IOException {
        home = folder;
        write("definitions/default.yaml", """
                name: default
                actions:
                  - {name: one, action: uci, attributes: {set: {system.a.b: c}}}
                  - {name: two, action: uci, attributes: {set: {system.a.d: e}}}
                """);
        write("scripts/scripts.yaml", """
                default: init.sh
                scripts:
                  init.sh: {description: x}
                  words.sh: {description: x, arguments: ["it's", "${id}"]}
                """);
        write("scripts/words.sh", "echo \"$ZTP_HOSTNAME $*\"\n");
        server = start(home);
    }

    TestServer start(Path folder) {
        return TestServer.start(folder, settings());
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @BeforeEach
    void plugIn() {
        router = newRouter();
    }

    private AskingRouter newRouter() {
        return new AskingRouter(server.url(), String.format("02:1a:b0:00:01:%02x", ROUTERS.incrementAndGet()));
    }

    private void write(String name, String text) throws IOException {
        Path file = home.resolve("conf").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private ServerApi api() {
        return new ServerApi(server.url(), server.home());
    }

    private JsonNode device() throws IOException {
        return api().get("/devices/" + router.id);
    }

    private String state() throws IOException {
        return device().path("state").asText();
    }

    private List<String> told(String kind) throws IOException {
        List<String> all = new ArrayList<>();
        for (JsonNode event : api().get("/events?limit=500&device=" + router.id).path("items")) {
            if (event.path("kind").asText().equals(kind)) {
                all.add(event.path("message").asText());
            }
        }
        return all;
    }

    /** Without its proof. */
    private static String answer(HttpResponse<byte[]> answer) {
        return answer.statusCode() + " "
                + new String(answer.body(), UTF_8)
                        .replaceFirst("^proof=[0-9a-f]{64}\n", "")
                        .replace('\n', ' ')
                        .strip();
    }

    private static String output(AskingRouter.Work work) {
        String mark = "\n" + work.mark();
        return "first words" + mark + "begin 1\nwords of öne" + mark + "end 1 0 changed\n" + mark + "begin 2\n\n" + mark
                + "end 2 0 unchanged\n";
    }

    @Test
    void aPlanIsFetchedOnceAndItsStepsArePostedBack() throws IOException {
        String first = router.register("yes");
        assertThat(first).contains("way=pull\n", "token=").doesNotContain("work=", "agent=");
        assertThat(router.register("yes")).contains("way=pull\n", "work=", "agent=");

        AskingRouter.Work work = router.fetch();
        assertThat(work.name()).isEqualTo("plan");
        assertThat(work.start()).isEqualTo("exec sh \"$1\"\n");
        assertThat(work.program()).startsWith("#!/bin/sh\n").endsWith("\nmain </dev/null\n");
        assertThat(state()).isEqualTo("PROVISIONING");

        byte[] output = output(work).getBytes(UTF_8);
        Random random = new Random(7);
        int at = 0;
        while (at < output.length) {
            int to = Math.min(output.length, at + 1 + random.nextInt(9));
            byte[] piece = java.util.Arrays.copyOfRange(output, at, to);
            assertThat(answer(router.tell(work.run(), at, piece, null))).isEqualTo("200 next=" + to);
            at = to;
        }
        assertThat(told("STEP")).contains("one: begins", "one: changed", "two: unchanged");
        assertThat(answer(router.tell(work.run(), at, new byte[0], "0"))).isEqualTo("200 next=" + at + " over");

        assertThat(state()).isEqualTo("PROVISIONED");
        assertThat(api().text("/script-runs/" + work.run() + "/output")).isEqualTo("first wordswords of öne\n");
        assertThat(api().text("/script-runs/" + work.run() + "/output?step=1")).isEqualTo("words of öne");
        assertThat(router.ask()).isNull();
        assertThat(device().path("asks").asInt()).isEqualTo(3);
        assertThat(device().path("askedAt").isNull()).isFalse();
    }

    @Test
    void whatARouterIsToldIsProvenForItsChallengeAndForNoOther() throws IOException {
        String challenge = "0123456789abcdef0123456789abcdef";
        assertThat(router.register("yes", challenge))
                .as("the first time it has no key")
                .doesNotContain("proof=");
        assertThat(router.register("yes")).as("to an agent of before").doesNotContain("proof=");

        String told = router.register("yes", challenge);

        String words = "told " + router.id + " " + challenge + " pull " + AskingRouter.value(told, "work") + " - "
                + AskingRouter.value(told, "agent");
        assertThat(AskingRouter.value(told, "proof")).isEqualTo(router.proof(words.getBytes(UTF_8)));
        way("PUSH");
        String pushed = router.register("yes", challenge);
        words = "told " + router.id + " " + challenge + " push - - " + AskingRouter.value(told, "agent");
        assertThat(AskingRouter.value(pushed, "proof")).isEqualTo(router.proof(words.getBytes(UTF_8)));
        for (String wrong : List.of("x", "0".repeat(31), "0".repeat(33), "A".repeat(32), "%00" + "0".repeat(31))) {
            String form = "answer=lines&mac=" + router.mac + "&pull=yes&challenge=" + wrong;
            assertThat(answer(router.post("/register", form.getBytes(UTF_8))))
                    .startsWith("400")
                    .contains("challenge: 32 hex digits");
        }
    }

    @Test
    void theLargestConfigurationComesWithItsPlanToItsDeviceAlone() throws IOException {
        byte[] random = new byte[(8 << 20) - 64 * 1024];
        new Random(8).nextBytes(random);
        byte[] archive = new TarGz().file("etc/backup/large", random).bytes();
        Path node = Files.createDirectories(home.resolve("nodes").resolve(router.mac.replace(":", "")));
        Files.write(node.resolve("startup-config"), archive);
        String nonce = router.ask();

        assertThat(router.claim(nonce, "0".repeat(64)).statusCode()).isEqualTo(403);
        String program = router.read(router.claim(nonce), nonce).program();

        assertThat(program.length() - archive.length).isBetween(0, 64 * 1024);
        assertThat(program.endsWith("\nmain </dev/null\n" + new String(archive, ISO_8859_1)))
                .isTrue();
        assertThat(program.contains("restore_archive '" + Sha256.hex(archive) + "' 'attached' ''"))
                .isTrue();
    }

    @Test
    void twentyClaimsAtOnceGiveOneRun() throws Exception {
        String nonce = router.ask();
        List<HttpResponse<byte[]>> answers = atOnce(Collections.nCopies(20, () -> router.claim(nonce)));
        assertThat(answers.stream().map(HttpResponse::statusCode).sorted())
                .hasSize(20)
                .startsWith(200, 403)
                .endsWith(403);

        List<HttpResponse<byte[]>> more = atOnce(Collections.nCopies(20, () -> router.claim(router.ask())));
        Set<Integer> codes =
                new TreeSet<>(more.stream().map(HttpResponse::statusCode).toList());
        assertThat(codes).isSubsetOf(200, 403).contains(200);
        assertThat(api().get("/script-runs?device=" + router.id).path("items")).hasSize(1);
        assertThat(device().path("attempts").asInt()).isEqualTo(1);
    }

    private static <T> List<T> atOnce(List<Callable<T>> calls) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(calls.size());
        try {
            List<T> answers = new ArrayList<>();
            for (Future<T> answer : threads.invokeAll(calls)) {
                answers.add(answer.get());
            }
            return answers;
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aClaimWhoseAnswerWasLostGivesTheSameOnceMore() {
        AskingRouter.Work lost = router.fetch();
        AskingRouter.Work again = router.fetch();

        assertThat(again).isEqualTo(lost);
    }

    @Test
    void whatProvesNothingIsRefused() {
        String nonce = router.ask();
        String proof = router.proof(("work " + router.id + " " + nonce + " " + router.boot + " -").getBytes(UTF_8));
        AskingRouter other = newRouter();
        other.ask();

        assertThat(router.claim(nonce, other.proof("work".getBytes(UTF_8))).statusCode())
                .isEqualTo(403);
        assertThat(router.claim(nonce, proof.replace(proof.charAt(0), '0').replace('1', '2'))
                        .statusCode())
                .isEqualTo(403);
        assertThat(router.claim("0".repeat(32)).statusCode()).isEqualTo(403);
        AskingRouter.Work work = router.read(router.claim(nonce, proof), nonce);
        assertThat(answer(router.claim(nonce, proof))).startsWith("403").contains("nonce");

        String forged = "offset=0&output=%41&proof=" + router.proof("B".getBytes(UTF_8));
        assertThat(router.post("/nodes/" + router.id + "/work/" + work.run(), forged.getBytes(UTF_8))
                        .statusCode())
                .isEqualTo(403);
        assertThat(answer(router.tell(work.run(), 0, ""))).isEqualTo("200 next=0");
        assertThat(other.tell(work.run(), 0, "x").statusCode()).isEqualTo(404);
    }

    @Test
    void whoClaimsToBeADeviceSpeaksNotForIt() {
        AskingRouter.Work work = router.fetch();
        AskingRouter stranger = new AskingRouter(server.url(), router.mac);
        assertThat(stranger.register("yes")).contains("state=PENDING\n", "token=");
        assertThat(stranger.id).isEqualTo(router.id);

        assertThat(stranger.tell(work.run(), 0, "evil\n").statusCode()).isEqualTo(403);
        assertThat(answer(router.tell(work.run(), 0, "good\n"))).isEqualTo("200 next=5");
    }

    @Test
    void aPieceCountsOnceAndAGapIsAnsweredWithWhatIsWanted() throws IOException {
        AskingRouter.Work work = router.fetch();

        assertThat(answer(router.tell(work.run(), 0, "hello "))).isEqualTo("200 next=6");
        assertThat(answer(router.tell(work.run(), 0, "hello "))).isEqualTo("200 next=6");
        assertThat(answer(router.tell(work.run(), 9, "later"))).isEqualTo("409 next=6");
        assertThat(answer(router.tell(work.run(), 3, "lo world\n".getBytes(UTF_8), null)))
                .isEqualTo("200 next=12");
        assertThat(answer(router.tell(work.run(), 0, new byte[0], null))).isEqualTo("200 next=12");
        assertThat(answer(router.tell(work.run(), 0, "hello ".getBytes(UTF_8), "0")))
                .isEqualTo("200 next=12");
        assertThat(answer(router.tell(work.run(), 12, new byte[0], "0"))).isEqualTo("200 next=12 over");
        assertThat(answer(router.tell(work.run(), 12, new byte[0], "0"))).isEqualTo("200 next=12 over");

        assertThat(api().text("/script-runs/" + work.run() + "/output")).isEqualTo("hello world\n");
    }

    @Test
    void whatWasTakenIsProvenForThePieceThatWasPosted() {
        AskingRouter.Work work = router.fetch();
        String head = "results " + router.id + " " + work.run() + " 0 ";

        for (String exit : List.of("-", "0")) {
            byte[] piece = "hello".getBytes(UTF_8);
            HttpResponse<byte[]> answer = router.tell(work.run(), 0, piece, exit.equals("-") ? null : exit);

            String posted = router.proof((head + exit + " -\nhello").getBytes(UTF_8));
            String over = exit.equals("-") ? "-" : "over";
            assertThat(AskingRouter.value(new String(answer.body(), UTF_8), "proof"))
                    .isEqualTo(router.proof(("took " + posted + " 5 " + over).getBytes(UTF_8)));
        }
    }

    @Test
    void piecesMayComeToAServerThatSawNoneOfTheOthers() throws IOException {
        AskingRouter.Work work = router.fetch();
        byte[] output = output(work).getBytes(UTF_8);
        int cut = output(work).indexOf("begin 2") + 3;
        router.tell(work.run(), 0, java.util.Arrays.copyOf(output, cut), null);

        router.server = another();
        byte[] rest = java.util.Arrays.copyOfRange(output, cut, output.length);
        assertThat(answer(router.tell(work.run(), cut, rest, "0"))).endsWith("over");

        assertThat(state()).isEqualTo("PROVISIONED");
        assertThat(api().text("/script-runs/" + work.run() + "/output")).isEqualTo("first wordswords of öne\n");
        assertThat(told("STEP")).containsOnlyOnce("one: changed", "two: begins", "two: unchanged");
    }

    @Test
    void theMiddleOfALongOutputIsLeftOut() throws IOException {
        AskingRouter.Work work = router.fetch();
        String line = "0123456789abcdef".repeat(64) + "\n";
        String part = line.repeat(100);
        long offset = 0;
        for (int i = 0; i < 25; i++) {
            router.tell(work.run(), offset, part);
            offset += part.length();
        }
        router.tell(work.run(), offset, "the end\n".getBytes(UTF_8), "0");

        String kept = api().text("/script-runs/" + work.run() + "/output");
        assertThat(kept).startsWith(line).endsWith("\nthe end\n").contains(" bytes left out …");
        assertThat(kept.length()).isBetween(1_000_000, 1_100_000);
    }

    @Test
    void aStepThatFailsFailsTheAttemptAsByPush() throws IOException {
        AskingRouter.Work work = router.fetch();
        String mark = "\n" + work.mark();
        router.end(work.run(), mark + "begin 1\nalas" + mark + "end 1 3 unchanged\n", 3);

        assertThat(state()).isEqualTo("RETRYING");
        assertThat(device().path("reason").asText()).isEqualTo("step_failed");
        assertThat(told("STATE")).anyMatch(words -> words.contains("exit code 3: one: alas"));
        assertThat(router.ask()).as("before the pause is over").isNull();
    }

    @Test
    void aRouterThatWasRestartedMeanwhileRunsItsPlanAnew() throws IOException {
        AskingRouter.Work first = router.fetch();
        router.tell(first.run(), 0, "begun");
        router.boot = "00000000-0000-4000-8000-000000000002";

        AskingRouter.Work second = router.fetch();

        assertThat(second.run()).isNotEqualTo(first.run());
        assertThat(api().get("/script-runs/" + first.run()).path("reason").asText())
                .isEqualTo("interrupted");
        assertThat(answer(router.tell(first.run(), 5, " and more"))).isEqualTo("200 next=14 over");
        router.end(second.run(), output(second), 0);
        assertThat(state()).isEqualTo("PROVISIONED");
    }

    private long order(String script) throws IOException {
        return api().post("/script-runs", "{\"script\":\"" + script + "\",\"targets\":[" + router.id + "]}")
                .path("runs")
                .path(0)
                .path("id")
                .asLong();
    }

    @Test
    void aScriptWaitsUntilTheRouterAsks() throws IOException {
        AskingRouter.Work plan = router.fetch();
        router.end(plan.run(), output(plan), 0);
        long run = order("words.sh");
        long next = order("words.sh");
        assertThat(api().get("/script-runs/" + run).path("state").asText()).isEqualTo("QUEUED");

        AskingRouter.Work work = router.fetch();

        assertThat(work.run()).isEqualTo(run);
        assertThat(work.name()).isEqualTo("words.sh");
        assertThat(work.program()).isEqualTo("echo \"$ZTP_HOSTNAME $*\"\n");
        assertThat(work.start())
                .isEqualTo("ZTP_HOSTNAME='wrt%d' ZTP_ID='%d' ZTP_SERVER='%s' exec sh \"$1\" 'it'\\''s' '%d'\n"
                        .formatted(router.id, router.id, server.url(), router.id));
        assertThat(router.fetch()).isEqualTo(work);
        router.end(run, "wrt1 it's 1\n", 0);
        assertThat(api().get("/script-runs/" + run).path("state").asText()).isEqualTo("SUCCEEDED");
        assertThat(router.fetch().run()).isEqualTo(next);
        assertThat(answer(router.tell(next, 0, new byte[0], "gone"))).isEqualTo("200 next=0 over");
        assertThat(api().get("/script-runs/" + next).path("reason").asText()).isEqualTo("interrupted");
        assertThat(router.ask()).isNull();
    }

    @Test
    void aRouterThatNoSshReachesTurnsToPullAndAnOperatorsWordStands() throws IOException {
        router.register("");
        assertThat(device().path("way").asText()).isEqualTo("PUSH");
        await().atMost(SOON).until(() -> device().path("reason").asText().equals("ssh_unreachable"));
        assertThat(router.register("can")).contains("way=pull\n", "work=", "agent=");
        assertThat(state()).isEqualTo("REGISTERED");

        way("PUSH");
        assertThat(router.register("yes")).contains("way=push\n").doesNotContain("work=");
        await().atMost(SOON).until(() -> device().path("reason").asText().equals("ssh_unreachable"));
        way("PULL");
        AskingRouter.Work work = router.fetch();
        router.end(work.run(), output(work), 0);
        assertThat(state()).isEqualTo("PROVISIONED");
    }

    private void way(String way) throws IOException {
        JsonNode changed = api().patch("/devices/" + router.id, "{\"way\":\"" + way + "\"}");
        assertThat(changed.path("way").asText()).isEqualTo(way);
    }

    @Test
    void whatMakesNoSenseIsAnsweredByWordsAndNothingBreaks() {
        AskingRouter.Work work = router.fetch();
        String nodes = "/nodes/" + router.id + "/work";
        List<String> gets = List.of(
                nodes,
                nodes + "?nonce=",
                nodes + "?nonce=x&boot=y&proof=z",
                nodes + "?nonce=" + "0".repeat(32),
                nodes + "?nonce=" + "0".repeat(32) + "&boot=00000000-0000",
                nodes + "?nonce=" + "0".repeat(33) + "&boot=00000000-0000&proof=x",
                nodes + "?nonce=" + "0".repeat(32) + "&boot=00000000-0000&proof=%00",
                nodes + "?nonce=" + "0".repeat(32) + "&boot=00000000-0000&proof=" + "f".repeat(5000),
                nodes + "?nonce=" + "0".repeat(32) + "&boot=00000000-0000&flashing=%0a&proof=x",
                nodes + "?nonce=" + "0".repeat(32) + "&boot=%27%3bid&proof=x",
                "/nodes/999999999999999999/work?nonce=" + "0".repeat(32) + "&boot=00000000-0000&proof=x",
                "/nodes/9999999999999999999/work",
                "/nodes/-1/work",
                "/nodes/..%2f/work",
                nodes + "/" + work.run());
        List<String> forms = List.of(
                "",
                "offset",
                "=",
                "&&&",
                "offset=",
                "offset=-1",
                "offset=1e3",
                "offset=9999999999999999999",
                "offset=0",
                "offset=0&proof=",
                "offset=0&proof=x",
                "offset=0&proof=%",
                "offset=0&proof=%zz",
                "offset=0&output=%4&proof=x",
                "offset=0&offset=0&proof=x",
                "offset=0&exit=256&proof=x",
                "offset=0&exit=-1&proof=x",
                "offset=0&exit=0x0&proof=x",
                "offset=0&exit=00&proof=x",
                "offset=0&exit=nothing&proof=x",
                "offset=0&flashing=a%20b&proof=x",
                "offset=0&flashing=" + "9".repeat(41) + "&proof=x",
                "offset=0&proof=x&more=y",
                "offset=0&output=" + "x".repeat(300_000) + "&proof=x",
                "{\"offset\":0}");
        gets.forEach(path -> assertThat(router.get(path).statusCode()).as(path).isBetween(400, 499));
        forms.forEach(form -> assertThat(router.post(nodes + "/" + work.run(), form.getBytes(UTF_8))
                        .statusCode())
                .as(form.substring(0, Math.min(60, form.length())))
                .isBetween(400, 499));
        List<String> runs = List.of("0", "999999999999999999", "9999999999999999999", "x", "-1", "%00", "1/2", "");
        runs.forEach(run -> assertThat(router.post(nodes + "/" + run, "offset=0&proof=x".getBytes(UTF_8))
                        .statusCode())
                .as(run)
                .isBetween(400, 499));
        HttpRequest.Builder json = HttpRequest.newBuilder(URI.create(router.server + nodes + "/" + work.run()))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{}"));
        assertThat(AskingRouter.send(json).statusCode()).isEqualTo(415);
        assertThat(router.post(nodes + "/" + work.run(), new byte[2 << 20]).statusCode())
                .isEqualTo(413);
        HttpRequest.Builder head = HttpRequest.newBuilder(URI.create(router.server + nodes))
                .method("HEAD", HttpRequest.BodyPublishers.noBody());
        assertThat(AskingRouter.send(head).statusCode()).isEqualTo(204);

        assertThat(answer(router.tell(work.run(), 0, "still here"))).isEqualTo("200 next=10");
    }
}
