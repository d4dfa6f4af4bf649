package org.openztp.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.testkit.Lab;
import org.openztp.testkit.LabRouter;
import org.openztp.testkit.ServerProcess;

/** What may befall a router that fetches its work, on the way, on the router and on the server: nothing runs that should
 * not, nothing runs twice, and nothing of what a run prints is lost. */
@Tag("lab")
class AgentDangersIT {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int LINES = 400;
    private static final String AGENT = "/usr/sbin/ztp-agent";

    private static final Pattern RUN = Pattern.compile("# ztp-run: \\d+ (\\S+) ");

    private static Lab lab;
    private static ServerProcess server;
    private static TamperingProxy proxy;
    private static LabRouter router;
    private static Path home;
    private static long device;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        home = folder.resolve("home");
        lab = Lab.start();
        write("definitions/default.yaml", """
                name: default
                actions:
                  - {name: name, action: set_hostname, attributes: {hostname: lobby}}
                """);
        write("scripts/scripts.yaml", "default: words.sh\nscripts:\n  words.sh: {description: x}\n");
        write("scripts/words.sh", """
                echo "$1" >>/root/ran
                echo "begin $1"
                until [ -e /tmp/go ]; do sleep 1; done
                i=0
                while [ $i -lt %d ]; do
                  echo "line $i, one of all those that $1 prints"
                  i=$((i + 1))
                done
                echo "end $1"
                """.formatted(LINES));
        server = new ServerProcess(home).start();
        proxy = new TamperingProxy(lab.serverAddress(), server.port());
        router = lab.add();
        router.ip();
        router.refuseSsh();
        router.must(
                "wget -qO- http://%s:%d/ztp/bootstrap | ZTP_PULL=1 sh".formatted(lab.serverAddress(), proxy.port()));
        patiently("the router's plan")
                .until(() -> ask() == 0 && device().path("state").asText().equals("PROVISIONED"));
        device = device().path("id").asLong();
    }

    @AfterAll
    static void end() throws IOException {
        proxy.close();
        server.close();
        lab.close();
    }

    @BeforeEach
    void rest() {
        proxy.beHonest();
        router.must("rm -f /tmp/go /tmp/codes && : >/tmp/log/messages");
    }

    private static void write(String name, String text) throws IOException {
        Path file = home.resolve("conf").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static ConditionFactory patiently(String what) {
        return await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(200));
    }

    private static JsonNode device() throws IOException {
        return server.get("/devices?mac=" + router.mac()).path("items").path(0);
    }

    /** As cron does. */
    private static int ask() {
        return router.sh(AGENT).exit();
    }

    /** As cron does, without waiting for its end. @return its process */
    private static String beginToAsk() {
        return router.must(AGENT + " </dev/null >/dev/null 2>&1 & echo $!");
    }

    private static void go() {
        router.must(": >/tmp/go");
    }

    private static String log() {
        return router.must("cat /tmp/log/messages");
    }

    private static String ran() {
        return router.must("cat /root/ran 2>/dev/null || true");
    }

    private static long order(String word) throws IOException {
        String order = "{\"script\":\"words.sh\",\"arguments\":[\"%s\"],\"targets\":[%d]}".formatted(word, device);
        return server.post("/script-runs", order)
                .path("runs")
                .path(0)
                .path("id")
                .asLong();
    }

    private static String output(long run) throws IOException {
        return server.text("/script-runs/" + run + "/output");
    }

    private static void awaitBegin(long run) {
        patiently("the run's first words").until(() -> output(run).startsWith("begin"));
    }

    private static void awaitNoted() {
        patiently("a note of what was posted")
                .until(() -> router.sh("cat /tmp/.ztp-*/posted").exit() == 0);
    }

    private static void endedOnceAndWhole(long run, String word) throws IOException {
        patiently("the end of " + word)
                .until(() ->
                        !server.get("/script-runs/" + run).path("finishedAt").isNull());
        assertThat(server.get("/script-runs/" + run).path("state").asText()).isEqualTo("SUCCEEDED");
        assertThat(output(run))
                .isEqualTo(IntStream.range(0, LINES)
                        .mapToObj(i -> "line " + i + ", one of all those that " + word + " prints\n")
                        .collect(Collectors.joining("", "begin " + word + "\n", "end " + word + "\n")));
        patiently("the agent's rest").until(() -> ask() == 0);
        assertThat(ran().lines().filter(word::equals)).hasSize(1);
        assertThat(router.must("ls -d /tmp/.ztp-* 2>/dev/null || true")).isEmpty();
        assertThat(router.must("ls -A /tmp/ztp-agent"))
                .as("nothing of killed agents either")
                .isEqualTo("asked");
    }

    private static BinaryOperator<String> ofWork(BinaryOperator<String> how) {
        return (request, answer) ->
                request.startsWith("GET ") && request.contains("/work?") ? how.apply(request, answer) : answer;
    }

    private static BinaryOperator<String> ofRegistration(UnaryOperator<String> how) {
        return (request, answer) -> request.startsWith("POST /ztp/register ") ? how.apply(answer) : answer;
    }

    private static String cronLines() {
        return router.must("grep -c " + AGENT + " /etc/crontabs/root || true");
    }

    private static void way(String way) throws IOException {
        server.api().patch("/devices/" + device, "{\"way\":\"" + way + "\"}");
    }

    @Test
    void whatItsServerDidNotSayNowIsNotActedOn() throws IOException {
        go();
        AtomicReference<String> retiring = new AtomicReference<>();
        proxy.tamper(ofRegistration(answer -> {
            retiring.set(answer);
            return answer;
        }));
        way("PUSH");
        assertThat(ask()).isZero();
        assertThat(retiring.get()).contains("way=push\n", "proof=");
        assertThat(cronLines()).as("it obeys its own server").isEqualTo("0");
        way("PULL");
        router.must("sh " + AGENT + " install");
        long run = order("unproven");
        String zeros = "0".repeat(64);
        List<UnaryOperator<String>> ways = List.of(
                answer -> retiring.get(),
                answer -> answer.replace("way=pull", "way=push"),
                answer -> answer.replaceFirst("work=[0-9a-f]{32}", "work=" + zeros.substring(32)),
                answer -> answer.replaceFirst("agent=[0-9a-f]{64}", "agent=" + zeros),
                answer -> answer.replaceFirst("proof=[0-9a-f]{64}", "proof=" + zeros),
                answer -> answer.replaceFirst("proof=[0-9a-f]{64}", "proof=" + " ".repeat(64)),
                answer -> answer.replace("proof=", "prove="));
        for (UnaryOperator<String> way : ways) {
            proxy.tamper(ofRegistration(answer -> {
                String changed = way.apply(answer);
                return changed.equals(answer) ? "" : changed;
            }));
            router.must(": >/tmp/log/messages");

            assertThat(ask()).isEqualTo(3);

            assertThat(log()).contains("proves nothing");
            assertThat(cronLines()).isEqualTo("2");
            assertThat(ran()).doesNotContain("unproven");
        }
        proxy.beHonest();

        assertThat(ask()).isZero();

        endedOnceAndWhole(run, "unproven");
    }

    @Test
    void anAgentThatKnowsNoProofsYetBecomesOneThatDoes() {
        String now = router.must("cat " + AGENT);
        String before = now.replace("&challenge=%s&token=' \"$pull\" \"$challenge\"", "&token=' \"$pull\"")
                .replace("  is_vouched_for ||\n", "  true ||\n");
        assertThat(before).doesNotContain("&challenge", "is_vouched_for ||");
        router.put(AGENT, before + "\n");

        assertThat(ask()).isZero();

        assertThat(router.must("cat " + AGENT)).isEqualTo(now);
        assertThat(log()).containsOnlyOnce("taking the server's newer agent");
        assertThat(ask()).isZero();
    }

    @Test
    void workThatWasForgedOrChangedOnTheWayIsNotRun() throws IOException {
        go();
        long run = order("forged");
        AtomicReference<String> earlier = new AtomicReference<>();
        List<BinaryOperator<String>> ways = List.of(
                (request, answer) -> {
                    earlier.set(answer);
                    return answer.replace("begin ", "begun ");
                },
                (request, answer) -> answer.replaceFirst("ztp-hmac: [0-9a-f]{64}", "ztp-hmac: " + "a".repeat(64)),
                (request, answer) -> answer.replaceFirst("ztp-hmac: [0-9a-f]{64}", "ztp-hmac: " + " ".repeat(64)),
                (request, answer) -> answer.replace("exec sh ", "exec ls "),
                (request, answer) -> answer.replace(" words.sh ", " ../../sh "),
                (request, answer) -> earlier.get());
        for (BinaryOperator<String> way : ways) {
            AtomicBoolean wasChanged = new AtomicBoolean();
            proxy.tamper(ofWork((request, answer) -> {
                String changed = way.apply(request, answer);
                wasChanged.set(!changed.equals(answer));
                return changed;
            }));
            router.must(": >/tmp/log/messages");

            ask();

            assertThat(wasChanged).isTrue();
            assertThat(log()).contains("is not from this router's server; nothing of it was run");
            assertThat(ran()).doesNotContain("forged");
            assertThat(router.must("ls -d /tmp/.ztp-* 2>/dev/null || true")).isEmpty();
        }
        proxy.beHonest();

        assertThat(ask()).isZero();

        endedOnceAndWhole(run, "forged");
    }

    @Test
    void theAgentBecomesTheServersNewerOneUnlessThatWasChangedOnTheWay() throws IOException {
        String before = router.must("cat " + AGENT);
        Path file = home.resolve("conf/device/agent.sh");
        Files.writeString(
                file, Files.readString(file).replaceFirst("\n# Exit codes:", "\n# A newer one.\n# Exit codes:"));
        proxy.tamper((request, answer) ->
                request.contains("/device/agent.sh") ? answer.replace("A newer one.", "A forged one") : answer);

        patiently("a word on the forged agent")
                .until(() -> ask() == 0 && log().contains("is not the one that it vouches for"));
        assertThat(router.must("cat " + AGENT)).isEqualTo(before);
        proxy.beHonest();
        assertThat(ask()).isZero();

        String url = "http://" + lab.serverAddress() + ":" + proxy.port() + "/ztp/device/agent.sh";
        assertThat(router.must("cat " + AGENT)).contains("# A newer one.").isEqualTo(router.must("wget -qO- " + url));
        assertThat(ask()).isZero();
        assertThat(log()).containsOnlyOnce("taking the server's newer agent");
        assertThat(router.must("grep -c " + AGENT + " /etc/crontabs/root")).isEqualTo("2");
        go();
        long run = order("renewed");
        assertThat(ask()).isZero();
        endedOnceAndWhole(run, "renewed");
    }

    @Test
    void aProgramOutlivesItsAgentAndTheNextAskPostsTheRest() throws IOException {
        long run = order("orphan");
        String agent = beginToAsk();
        awaitBegin(run);

        router.must("kill -9 " + agent);
        go();
        patiently("the program's end")
                .until(() -> router.sh("cat /tmp/.ztp-*/exit").exit() == 0);
        assertThat(output(run)).isEqualTo("begin orphan\n");
        assertThat(ask()).isZero();

        endedOnceAndWhole(run, "orphan");
    }

    @Test
    void aRunThatItsAgentMarkedAndNeverBeganIsGone() throws IOException {
        go();
        long run = order("marked");
        proxy.tamper(ofWork((request, answer) -> {
            Matcher given = RUN.matcher(answer);
            if (given.find()) {
                router.must("mkdir -p -m 700 /tmp/.ztp-" + given.group(1));
            }
            return answer;
        }));
        beginToAsk();
        patiently("its end")
                .until(() ->
                        !server.get("/script-runs/" + run).path("finishedAt").isNull());
        JsonNode gone = server.get("/script-runs/" + run);
        assertThat(gone.path("state").asText()).isEqualTo("FAILED");
        assertThat(gone.path("exitCode").isNull()).as("nobody knows one").isTrue();
        patiently("the agent's rest").until(() -> ask() == 0);
        assertThat(ran()).doesNotContain("marked");
        assertThat(router.must("ls -d /tmp/.ztp-* 2>/dev/null || true")).isEmpty();
    }

    @Test
    void nobodyOnTheWayMakesItForgetWhatItRan() throws IOException {
        go();
        long refused = order("refused");
        proxy.tamper((request, answer) ->
                request.contains("/work/" + refused) ? "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n" : answer);
        assertThat(ask()).isZero();
        patiently("the program's end")
                .until(() -> router.sh("cat /tmp/.ztp-*/exit").exit() == 0);
        assertThat(ask()).isZero();
        assertThat(router.must("cat /tmp/.ztp-*/exit")).as("its mark stays").isEqualTo("0");
        proxy.beHonest();
        assertThat(ask()).isZero();
        assertThat(server.get("/script-runs/" + refused).path("state").asText()).isEqualTo("SUCCEEDED");

        long run = order("taken");
        AtomicInteger forged = new AtomicInteger();
        proxy.tamper((request, answer) -> request.contains("/work/" + run) && forged.incrementAndGet() < 3
                ? "HTTP/1.1 200 OK\r\n\r\n" + answer.split("\r\n\r\n")[1] + "over\n"
                : answer);
        assertThat(ask()).isZero();

        assertThat(forged.get()).isGreaterThan(2);
        endedOnceAndWhole(run, "taken");
        assertThat(ran().lines().filter("refused"::equals)).hasSize(1);
    }

    @Test
    void anAgentKilledBeforeItNotesWhatTheServerTookLosesNothing() throws IOException {
        long run = order("unnoted");
        String agent = beginToAsk();
        awaitBegin(run);
        awaitNoted();

        // whoever writes to a pipe that nobody reads stands still
        router.must("cd /tmp/.ztp-* && mkfifo posted.new");
        go();
        patiently("most of the output").until(() -> output(run).length() > 8192);
        router.must("kill -9 " + agent + " && rm /tmp/.ztp-*/posted.new");
        assertThat(ask()).isZero();

        endedOnceAndWhole(run, "unnoted");
    }

    @Test
    void aFullTmpDelaysWorkAndTakesAtMostSomeWords() throws IOException {
        String fill = "dd if=/dev/zero of=/tmp/full bs=4096 2>/dev/null; [ -s /tmp/full ]";
        long run = order("crowded");
        router.must(fill);
        assertThat(ask()).as("there is no room for what it would be given").isEqualTo(1);
        assertThat(ran()).doesNotContain("crowded");
        assertThat(server.get("/script-runs/" + run).path("state").asText()).isEqualTo("QUEUED");

        router.must("rm /tmp/full");
        beginToAsk();
        awaitBegin(run);
        awaitNoted();
        router.must(fill);
        go();
        patiently("an end that waits for room")
                .until(() -> router.sh("[ -e /tmp/.ztp-*/exit.new ]").exit() == 0);
        assertThat(server.get("/script-runs/" + run).path("finishedAt").isNull())
                .as("neither its end nor its loss is told")
                .isTrue();
        router.must("rm /tmp/full");

        patiently("the end")
                .until(() ->
                        !server.get("/script-runs/" + run).path("finishedAt").isNull());
        assertThat(server.get("/script-runs/" + run).path("state").asText()).isEqualTo("SUCCEEDED");
        assertThat(output(run))
                .startsWith("begin crowded\n")
                .containsOnlyOnce("\n… the router left out words here …\n")
                .endsWith("end crowded\n");
        patiently("the agent's rest").until(() -> ask() == 0);
        assertThat(ran().lines().filter("crowded"::equals)).hasSize(1);
    }

    @Test
    void aServerKilledWhileItTakesOutputGetsAllOfItWhenItIsBack() throws Exception {
        long run = order("unheard");
        beginToAsk();
        awaitBegin(run);
        AtomicBoolean isFirst = new AtomicBoolean(true);
        CountDownLatch killed = new CountDownLatch(1);
        proxy.tamper((request, answer) -> {
            if (!request.contains("/work/" + run) || !isFirst.getAndSet(false)) {
                return answer;
            }
            server.kill();
            killed.countDown();
            return ""; // it took the piece, and nobody was told
        });

        go();
        assertThat(killed.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        server.start();

        endedOnceAndWhole(run, "unheard");
    }

    @Test
    void ofAgentsThatAreCalledAtOnceOneWorks() throws IOException {
        long run = order("alone");
        router.must("for i in 1 2 3 4; do (" + AGENT + "; echo $? >>/tmp/codes) </dev/null >/dev/null 2>&1 & done");

        awaitBegin(run);
        patiently("the others' ends")
                .until(() -> router.sh("cat /tmp/codes").text().lines().count() == 3);
        assertThat(router.must("cat /tmp/codes")).isEqualTo("6\n6\n6");
        go();
        patiently("the one's end")
                .until(() -> router.sh("cat /tmp/codes").text().lines().count() == 4);

        assertThat(router.must("sort -n /tmp/codes | head -n 1")).isEqualTo("0");
        endedOnceAndWhole(run, "alone");
    }
}
