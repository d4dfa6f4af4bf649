package org.openztp.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.testkit.TestServer;

/** An operator who edits without end, well and badly, while routers call and others ask for plans. */
class EditsUnderLoadIT {
    private static final int EDITS = 1000;
    private static final int CALLERS = 2;
    private static final long SEED = 20_261_121;
    private static final String NODE = "021ab00000aa";
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Pattern ARGUMENTS = Pattern.compile("'p\\d+' 'd\\d+' 's\\d+' 'n\\d+' 'r\\d+'");

    /** What is edited: a good content with a number in it, and some that nobody can mean. */
    private enum Edited {
        NEIGHBORDB(
                "conf/neighbordb",
                "patterns:\n  - {name: all, definition: ap, match: {}, variables: {pattern: 'p%d'}}\n",
                "patterns: 7\n"),
        DEFINITION("conf/definitions/ap.yaml", """
                attributes: {definition: 'd%d'}
                actions:
                  - {action: template, attributes: {src: motd, dst: /etc/motd}}
                  - action: run_script
                    attributes:
                      script: init.sh
                      arguments: [$pattern, $definition, $server, $node, "allocate('names')"]
                """, "actions:\n  - {action: rebot}\n"),
        ATTRIBUTES("conf/attributes.yaml", "server: 's%d'\n", "- a list\n"),
        NODE_ATTRIBUTES("nodes/" + NODE + "/attributes", "node: 'n%d'\n", "just words\n"),
        POOL("conf/resources/names.yaml", "- 'r%d'\n", "- {pattern: two-%%d-%%d, from: 1, to: 2}\n");

        private final String file;
        private final String good;
        private final List<String> bad;

        Edited(String file, String good, String bad) {
            this.file = file;
            this.good = good;
            this.bad = List.of(bad, "a: [\n", "\t- x\n", "x: &a [*a]\n", "[".repeat(5000), "\u0000\u0001");
        }
    }

    @TempDir
    static Path home;

    private static TestServer server;

    private final Random random = new Random(SEED);
    private final Map<Edited, Integer> inForce = new EnumMap<>(Edited.class);
    private final AtomicBoolean done = new AtomicBoolean();
    private final AtomicInteger calls = new AtomicInteger();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

    @BeforeAll
    static void start() throws IOException {
        for (Edited file : Edited.values()) {
            replace(file, file.good.formatted(0));
        }
        Files.createDirectories(home.resolve("conf/templates"));
        Files.writeString(home.resolve("conf/templates/motd"), "Welcome\n");
        server = TestServer.start(home, "provision.networks", "192.0.2.0/24");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void replace(Edited file, String text) throws IOException {
        Path path = home.resolve(file.file);
        Files.createDirectories(path.getParent());
        Path part = Files.writeString(path.resolveSibling(".part"), text);
        Files.move(part, path, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Every other time in place, as some editors do it. */
    private void write(Edited file, String text) throws IOException {
        if (random.nextBoolean()) {
            replace(file, text);
        } else {
            Files.writeString(home.resolve(file.file), text);
        }
    }

    private static HttpResponse<String> get(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.url(path))
                .header("Authorization", "Bearer " + server.adminToken())
                .build();
        return HTTP.send(request, BodyHandlers.ofString());
    }

    private static HttpResponse<String> plan() throws Exception {
        return get("/api/v1/plan?mac=" + NODE);
    }

    private void call(int number) throws Exception {
        HttpRequest register = HttpRequest.newBuilder(server.url("/register"))
                .POST(BodyPublishers.ofString("mac=02:1a:b0:00:01:%02x&hostname=ap-%d".formatted(number % 200, number)))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .build();
        for (HttpResponse<String> answer :
                List.of(HTTP.send(register, BodyHandlers.ofString()), plan(), get("/api/v1/status"), get("/health"))) {
            if (answer.statusCode() != 200) {
                wrong.add(answer.request().uri() + " → " + answer.statusCode() + " " + answer.body());
            }
        }
    }

    private Thread caller() {
        Thread thread = new Thread(() -> {
            while (!done.get()) {
                try {
                    call(calls.incrementAndGet());
                } catch (Exception e) {
                    wrong.add(e.toString());
                }
            }
        });
        thread.start();
        return thread;
    }

    @Test
    void eachEditCountsFromTheNextRequestOnOrTheOldOneStaysInForce() throws Exception {
        replaceAllByGood();
        assertThat(arguments()).isEqualTo(expected());
        List<Thread> callers = List.of(caller(), caller());
        assertThat(callers).hasSize(CALLERS);
        try {
            for (int i = 1; i <= EDITS; i++) {
                edit(Edited.values()[random.nextInt(Edited.values().length)], i);
            }
        } finally {
            done.set(true);
        }
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(wrong).isEmpty();
        assertThat(calls.get()).isGreaterThan(CALLERS);
    }

    private void edit(Edited file, int number) throws Exception {
        boolean good = random.nextInt(3) > 0;
        String text = good ? file.good.formatted(number) : file.bad.get(random.nextInt(file.bad.size()));
        write(file, text);
        if (good) {
            inForce.put(file, number);
        }
        assertThat(arguments()).as("edit %d, %s: %s", number, file, text).isEqualTo(expected());
    }

    private String expected() {
        return "'p%d' 'd%d' 's%d' 'n%d' 'r%d'"
                .formatted(
                        inForce.get(Edited.NEIGHBORDB),
                        inForce.get(Edited.DEFINITION),
                        inForce.get(Edited.ATTRIBUTES),
                        inForce.get(Edited.NODE_ATTRIBUTES),
                        inForce.get(Edited.POOL));
    }

    /** What the second step of the plan is given. */
    private static String arguments() throws Exception {
        JsonNode plan = JSON.readTree(plan().body());
        return ARGUMENTS
                .matcher(plan.at("/steps/1/script").asText())
                .results()
                .map(MatchResult::group)
                .findFirst()
                .orElse(plan.toString());
    }

    private void replaceAllByGood() throws IOException {
        for (Edited file : Edited.values()) {
            replace(file, file.good.formatted(0));
            inForce.put(file, 0);
        }
    }

    @Test
    void whatIsRefusedIsToldUntilItIsMended() throws Exception {
        replaceAllByGood();
        assertThat(arguments()).isEqualTo(expected());
        for (Edited file : Edited.values()) {
            replace(file, file.bad.get(0));
        }
        plan();

        await().atMost(SOON).untilAsserted(() -> {
            String faults =
                    JSON.readTree(get("/api/v1/status").body()).get("faults").toString();
            for (Edited file : Edited.values()) {
                assertThat(faults).contains(file.file.replaceFirst("conf/", ""));
            }
        });
        assertThat(get("/health").body()).isEqualTo("{\"status\":\"up\",\"faults\":5}");
        Path motd = home.resolve("conf/templates/motd");
        Files.write(motd, "$nobody knows\n".getBytes(StandardCharsets.UTF_8));
        assertThat(JSON.readTree(plan().body()).get("problem").asText()).contains("motd", "$nobody");

        for (Edited file : Edited.values()) {
            replace(file, file.good.formatted(1));
        }
        Files.writeString(motd, "Welcome\n");
        assertThat(arguments()).isEqualTo("'p1' 'd1' 's1' 'n1' 'r1'");
        await().atMost(SOON).until(() -> get("/health").body().equals("{\"status\":\"up\"}"));
    }
}
