package org.openztp.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.testkit.FakeRouter;
import org.openztp.testkit.SampleImage;
import org.openztp.testkit.ServerApi;
import org.openztp.testkit.Signer;
import org.openztp.testkit.TestServer;

/** Every command against the real server, which lets devices in only when an operator approves. */
class WrtIT {
    private static final String ROUTER = "02:1a:b0:00:02:01";

    private static FakeRouter router;
    private static TestServer server;
    private static int macs;

    @BeforeAll
    static void start(@TempDir Path home) {
        router = new FakeRouter(ROUTER, "23.05.3");
        String port = String.valueOf(router.sshd().port());
        server = TestServer.start(home, "enrolment.policy", "approve", "provision.ssh-port", port);
    }

    @AfterAll
    static void stop() {
        server.close();
        router.close();
    }

    private static WrtRun wrt(String... args) {
        return quiet().run(args);
    }

    private static WrtRun quiet() {
        return new WrtRun()
                .env("ZTP_URL", server.url().toString())
                .env("ZTP_HOME", server.home().toString());
    }

    private static JsonNode json(String... args) {
        WrtRun run = quiet().run(args);
        assertThat(run.code()).describedAs(run.err()).isZero();
        return Api.parsed(run.out());
    }

    /** A router's first contact; gives its MAC. */
    private static String register(String hostname) throws IOException, InterruptedException {
        return register(hostname, String.format("02:1a:b0:00:01:%02x", ++macs));
    }

    private static String register(String hostname, String mac) throws IOException, InterruptedException {
        new ServerApi(server.url(), server.home()).registerBy("hostname=" + hostname + "&release=23.05.3&mac=" + mac);
        return mac;
    }

    @Test
    void aDeviceIsFoundApprovedShownAndRemoved() throws Exception {
        String mac = register("lobby");
        register("attic");

        JsonNode found = json("device", "list", "--mac", mac.toUpperCase().replace(':', '-'), "--json");
        assertThat(found.path("items")).hasSize(1);
        String id = found.at("/items/0/id").asText();
        assertThat(wrt("device", "list", "--state", "pending", "--sort", "-hostname", "--all")
                        .out())
                .containsSubsequence("lobby", "attic");
        assertThat(wrt("device", "list", "--hostname", "lob*", "--release", "23.05.3", "--ip", "127.0.0.1")
                        .lines())
                .hasSize(2);

        assertThat(wrt("device", "approve", "lobby").out()).startsWith("lobby(" + id + "): ");
        assertThat(json("device", "show", mac, "--json").path("state").asText()).isNotEqualTo("PENDING");
        assertThat(wrt("device", "show", id).out())
                .contains(mac)
                .contains("PENDING")
                .contains("REGISTERED");

        assertThat(wrt("device", "remove", "lobby", "attic").code()).isZero();
        WrtRun gone = wrt("device", "show", id);
        assertThat(gone.code()).isEqualTo(1);
        assertThat(gone.err()).contains(id);
    }

    @Test
    void aVerbThatDoesNotFitTheStateIsRefusedInWords() throws Exception {
        String mac = register("cellar");

        for (String verb : new String[] {"retry", "accept-hostkey"}) {
            WrtRun refused = wrt("device", verb, mac);
            assertThat(refused.code()).describedAs(verb).isEqualTo(1);
            assertThat(refused.err()).startsWith("wrt: ").contains("PENDING");
        }
    }

    @Test
    void theLogIsShownAndFollowedWhileItGrows() throws Exception {
        String first = register("hall");
        String id = json("device", "list", "--mac", first, "--json")
                .at("/items/0/id")
                .asText();
        assertThat(wrt("log", "show", "--device", id).out()).contains("#" + id + "  first contact");
        assertThat(wrt("log", "show").out()).contains("#" + id + "  first contact");

        WrtRun one = quiet();
        WrtRun all = quiet();
        Thread followOne = new Thread(() -> one.run("log", "show", "--follow", "--device", "hall"));
        Thread followAll = new Thread(() -> all.run("log", "show", "-f", "--json"));
        followOne.start();
        followAll.start();
        Awaitility.await().untilAsserted(() -> assertThat(one.out()).contains("first contact"));
        wrt("device", "approve", id);
        Awaitility.await().untilAsserted(() -> {
            assertThat(one.out()).contains("REGISTERED");
            register("noise");
            assertThat(all.out()).contains("first contact");
        });
        followOne.interrupt();
        followAll.interrupt();
        followOne.join(10_000);
        followAll.join(10_000);

        assertThat(one.code()).isEqualTo(130);
        assertThat(one.lines()).allMatch(line -> line.contains("#" + id + "  "));
        assertThat(all.lines())
                .allSatisfy(line ->
                        assertThat(Api.parsed(line).path("kind").asText()).isNotBlank());
    }

    @Test
    void aScriptRunsOnRoutersAndTellsWhatEachOfThemSaid() throws Exception {
        register("hotel", ROUTER);
        String id = json("device", "list", "--mac", ROUTER, "--json")
                .at("/items/0/id")
                .asText();
        wrt("device", "approve", id);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> json("device", "show", id, "--json")
                        .path("state")
                        .asText()
                        .equals("PROVISIONED"));
        assertThat(wrt("script", "list").out()).contains("init.sh", "set_hostname.sh");
        router.script(shell -> {
            shell.print("hello " + shell.arguments() + "\n\u001b[31mred\nthe end");
            return shell.arguments().contains("fail") ? 3 : 0;
        });

        WrtRun good = wrt("script", "run", "set_hostname.sh", "--target", ROUTER, "--", "ap-lobby");
        assertThat(good.err()).isEmpty();
        assertThat(good.code()).isZero();
        String label = good.lines().get(0).replaceFirst(" \\| .*", "");
        assertThat(label).endsWith("(" + id + ")");
        assertThat(good.lines())
                .containsExactly(
                        label + " | hello [ap-lobby]",
                        label + " | ^[[31mred",
                        label + " | the end",
                        "1 succeeded, 0 failed");

        WrtRun bad = wrt("script", "run", "set_hostname.sh", "--target", id, "--json", "--", "fail");
        assertThat(bad.code()).isEqualTo(1);
        JsonNode run = Api.parsed(bad.lines().get(bad.lines().size() - 1));
        assertThat(run.path("state").asText()).isEqualTo("FAILED");
        assertThat(run.path("exitCode").asInt()).isEqualTo(3);
        assertThat(wrt("script", "run", "nonsense.sh", "--target", id).err()).contains("nonsense.sh");
        assertThat(wrt("script", "run", "update.sh", "--target", "424242").code())
                .isEqualTo(1);
    }

    @Test
    void tokensDoWhatTheirRoleMayUntilTheyAreRemoved() {
        String viewer = wrt("token", "create", "eyes", "--role", "viewer").out().strip();

        assertThat(wrt("device", "list", "--token", viewer).code()).isZero();
        assertThat(wrt("token", "list").out()).contains("eyes").doesNotContain(viewer);
        WrtRun more = wrt("token", "create", "hands", "--role", "admin", "--token", viewer);
        assertThat(more.code()).isEqualTo(1);
        assertThat(wrt("token", "create", "eyes", "--role", "viewer").code()).isEqualTo(1);
        assertThat(wrt("token", "create", "nobody", "--role", "emperor").err()).contains("role");

        assertThat(wrt("token", "remove", "eyes").code()).isZero();
        WrtRun out = wrt("device", "list", "--token", viewer);
        assertThat(out.code()).isEqualTo(1);
        assertThat(out.err()).contains("is the token right?");
    }

    @Test
    void enrolmentSecretsAreMadeAndRemoved() {
        assertThat(wrt("enrolment-secret", "create").out().strip()).hasSizeGreaterThan(20);
        assertThat(json("enrolment-secret", "create", "--json").path("secret").asText())
                .isNotBlank();
        assertThat(wrt("enrolment-secret", "remove").code()).isZero();
    }

    @Test
    void theStatusTellsVersionAndDatabase() {
        assertThat(json("status", "--json").path("database").asText()).isEqualTo("H2");
        assertThat(wrt("status").out()).contains("jobs waiting");
    }

    @Test
    void thePromptSpeaksTheSameCommands() throws IOException {
        ByteArrayOutputStream screen = new ByteArrayOutputStream();
        byte[] keys = "status --json\ndevice show 999999\ntoken list\nexit\n".getBytes(UTF_8);
        try (DumbTerminal terminal = new DumbTerminal("test", "dumb", new ByteArrayInputStream(keys), screen, UTF_8)) {
            Surroundings where = quiet().surroundings();
            new Prompt(terminal, where, server.url().toString(), server.adminToken()).run();
        }

        assertThat(screen.toString(UTF_8))
                .contains("\"database\":\"H2\"")
                .contains("999999")
                .contains("admin");
    }

    @Test
    void firmwareIsHandedInSignedShownAndRemoved(@TempDir Path folder) throws IOException {
        String one = image(folder, 1, 4096).toString();
        String two = image(folder, 2, 4096).toString();
        String large = image(folder, 3, 31 << 20).toString();
        String[] upload = {"firmware", "upload", "--build", "campus/24.10.2", one, two};

        assertThat(wrt(upload).lines()).containsExactly("1.bin  acme,1", "2.bin  acme,2");
        assertThat(wrt(upload).code()).isZero();
        WrtRun refused = wrt("firmware", "upload", "--build", "campus/24.10.2", large);
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("firmware.max-file-size");

        assertThat(wrt("firmware", "list").out()).contains("campus/24.10.2").doesNotContain("campus/1");
        assertThat(wrt("firmware", "show", "campus/24.10.2").out()).contains("acme,1", "24.10.2", "ath79/generic");
        Signer signer = new Signer("00000000000000a1");
        signer.publishIn(server.home().resolve("conf").resolve("keys"));
        Path signature = Files.write(folder.resolve("1.sig"), signer.sign(Files.readAllBytes(Path.of(one))));
        assertThat(wrt("firmware", "sign", "campus/24.10.2", "1.bin", signature.toString())
                        .out())
                .contains("signed by " + signer.id());
        assertThat(wrt("firmware", "show", "campus/24.10.2").lines().get(1)).contains(signer.id());
        assertThat(wrt("firmware", "sign", "campus/24.10.2", "2.bin", signature.toString())
                        .err())
                .contains("was changed");
        assertThat(wrt("firmware", "remove", "campus/24.10.2", "1.bin").code()).isZero();
        assertThat(json("firmware", "show", "campus/24.10.2", "--json").path("items"))
                .hasSize(1);
        assertThat(wrt("firmware", "remove", "campus/24.10.2").code()).isZero();
        assertThat(wrt("firmware", "show", "campus/24.10.2").code()).isEqualTo(1);
    }

    private static Path image(Path folder, int number, int bytes) {
        return SampleImage.uImage(number, bytes)
                .metadata(SampleImage.json("acme," + number, "24.10.2"))
                .write(folder.resolve(number + ".bin"));
    }
}
