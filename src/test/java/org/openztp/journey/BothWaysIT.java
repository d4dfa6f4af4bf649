package org.openztp.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.openwrt.Sha256;
import org.openztp.testkit.Lab;
import org.openztp.testkit.LabRouter;
import org.openztp.testkit.ServerProcess;
import org.openztp.testkit.TarGz;

/** Two routers alike: the server comes to one by SSH, and the other one, which refuses SSH, fetches its work. */
@Tag("lab")
class BothWaysIT {
    private static final Duration PATIENCE = Duration.ofSeconds(150);
    private static final Set<String> RESTING = Set.of("PROVISIONED", "FAILED", "RETRYING");
    private static final String BOOTSTRAP = "wget -qO- http://%s:%d/ztp/bootstrap | %s sh";

    private static Lab lab;
    private static ServerProcess server;
    private static Journey journey;
    private static Path home;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        home = folder.resolve("home");
        lab = Lab.start();
        Journey.offerFirmware(home);
        write("files/motto", "it's $1\n");
        write("templates/who", "of $board_name\n");
        write("scripts/say.sh", "echo \"says $*\"\nprintf 'no end'\n");
        write("scripts/fail.sh", "echo 'one'\necho 'alas, two' >&2\nexit 7\n");
        write("scripts/scripts.yaml", """
                default: init.sh
                scripts:
                  init.sh: {description: x, arguments: ["${id}"]}
                  say.sh: {description: x}
                  fail.sh: {description: x}
                """);
        server = new ServerProcess(home, "provision.attempts", "1", "provision.backoff", "1s").start();
        journey = new Journey(server);
    }

    @AfterAll
    static void end() throws IOException {
        server.close();
        lab.close();
    }

    private static void write(String name, String text) throws IOException {
        Path file = home.resolve("conf").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static LabRouter router() throws IOException {
        LabRouter router = lab.add();
        router.ip();
        router.must(": >>/etc/config/wireless");
        return router;
    }

    private static LabRouter plugIn(boolean pull) throws IOException {
        LabRouter router = router();
        if (pull) {
            router.refuseSsh();
        }
        bootstrap(router, pull);
        return router;
    }

    private static void bootstrap(LabRouter router, boolean pull) {
        router.must(BOOTSTRAP.formatted(lab.serverAddress(), server.port(), pull ? "ZTP_PULL=1" : ""));
    }

    private static String state(LabRouter router) {
        return journey.device(router).path("state").asText();
    }

    private static long id(LabRouter router) {
        return journey.device(router).path("id").asLong();
    }

    /** As cron does, sooner; a router that goes down for a restart takes the call along. */
    private static void hurry(LabRouter router, Set<String> states) {
        await(router + " is done").atMost(PATIENCE).until(() -> {
            int ended = router.sh("[ -s /tmp/run/network ] && ZTP_TRIES=1 /usr/sbin/ztp-agent")
                    .exit();
            return ended == 0 && states.contains(state(router));
        });
    }

    /** What happened, with neighbouring pieces of output joined. */
    private static List<String> story(LabRouter router) throws IOException {
        List<String> lines = new ArrayList<>();
        String output = "";
        String of = "";
        for (JsonNode event :
                server.get("/events?limit=500&device=" + id(router)).path("items")) {
            String kind = event.path("kind").asText();
            String words = "";
            if (kind.equals("OUTPUT")) {
                String now = "OUTPUT " + event.path("step").asText() + " "
                        + event.path("message").asText() + ": ";
                output = now.equals(of)
                        ? output + event.path("detail").asText()
                        : event.path("detail").asText();
                if (now.equals(of)) {
                    lines.remove(lines.size() - 1);
                }
                of = now;
                words = now + output;
            } else if (Set.of("STATE", "STEP").contains(kind)) {
                of = "";
                words = kind + " " + event.path("step").asText() + " "
                        + event.path("message").asText();
            }
            if (!words.isEmpty()) {
                lines.add(words);
            }
        }
        return lines;
    }

    private static void carryOut(LabRouter pushed, LabRouter pulled, String state) {
        hurry(pulled, RESTING);
        journey.awaitState(pushed, state, PATIENCE);
        journey.awaitState(pulled, state, PATIENCE);
    }

    @Test
    void everyActionLeavesTheSameHistory() throws IOException {
        write("definitions/default.yaml", """
                name: default
                actions:
                  - {name: name, action: set_hostname, attributes: {hostname: lobby}, onstart: naming it}
                  - {name: guests, action: uci, attributes: {set: {wireless.g: wifi-iface, wireless.g.ssid: Guests}, confirm: 6}}
                  - {name: tools, action: packages, attributes: {install: [tcpdump], remove: [lldpd]}}
                  - {name: motto, action: copy_file, attributes: {src: motto, dst: /etc/motto, mode: 0640}}
                  - {name: who, action: template, attributes: {src: who, dst: /etc/who}}
                  - {name: keys, action: authorized_keys, attributes: {keys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOwner me"]}}
                  - {name: word, action: password, attributes: {hash: "$$6$$salt$$abcdefghijklmnopqrstuvwxyz"}}
                  - {name: log, action: remote_log, attributes: {address: 192.0.2.1}}
                  - {name: dns, action: service, attributes: {name: dnsmasq, commands: [restart]}}
                  - {name: say, action: run_script, attributes: {script: say.sh, arguments: ["it's", $board_name]}, onsuccess: said}
                  - {name: again, action: reboot}
                  - name: firmware
                    action: upgrade
                    attributes: {file: 24.10/lab-ap-1.bin, release: %s}
                """.formatted(Journey.RELEASE));
        LabRouter pushed = plugIn(false);
        LabRouter pulled = plugIn(true);

        carryOut(pushed, pulled, "PROVISIONED");

        assertThat(story(pulled)).isEqualTo(story(pushed)).hasSizeGreaterThan(60);
        for (LabRouter router : List.of(pushed, pulled)) {
            assertThat(router.release()).isEqualTo(Journey.RELEASE);
            assertThat(router.flashes()).isEqualTo(1);
            assertThat(router.sysupgrades()).isEqualTo(1);
            assertThat(router.must("ls -d /tmp/plan /tmp/.ztp-* 2>/dev/null || true"))
                    .isEmpty();
        }
        assertThat(pulled.must("grep -c /usr/sbin/ztp-agent /etc/crontabs/root; sort /etc/sysupgrade.conf | uniq -d"))
                .isEqualTo("2");

        String before = pulled.snapshot();
        hurry(pulled, Set.of("PROVISIONED"));
        assertThat(pulled.snapshot()).isEqualTo(before);
        scripts(pushed, pulled);
    }

    private static void scripts(LabRouter pushed, LabRouter pulled) throws IOException {
        for (String order : List.of("\"say.sh\",\"arguments\":[\"a b\",\"$HOME\"]", "\"fail.sh\"")) {
            JsonNode runs = server.post(
                            "/script-runs",
                            "{\"script\":" + order + ",\"targets\":[" + id(pushed) + "," + id(pulled) + "]}")
                    .path("runs");
            hurry(pulled, Set.of("PROVISIONED"));
            for (JsonNode run : runs) {
                await().atMost(PATIENCE)
                        .until(() -> !server.get(
                                        "/script-runs/" + run.path("id").asLong())
                                .path("finishedAt")
                                .isNull());
            }
        }
        assertThat(story(pulled)).isEqualTo(story(pushed)).anyMatch(line -> line.contains("says a b $HOME\nno end"));
    }

    @Test
    void aConfigurationOfMebibytesIsRestored() throws IOException {
        byte[] large = new byte[2 << 20];
        new Random(6).nextBytes(large);
        LabRouter pushed = router();
        LabRouter pulled = router();
        pulled.refuseSsh();
        for (LabRouter router : List.of(pushed, pulled)) {
            Path node = Files.createDirectories(
                    home.resolve("nodes").resolve(router.mac().replace(":", "")));
            Files.write(
                    node.resolve("startup-config"),
                    new TarGz().file("etc/backup/large", large).bytes());
        }
        bootstrap(pushed, false);
        bootstrap(pulled, true);

        carryOut(pushed, pulled, "PROVISIONED");

        assertThat(story(pulled)).isEqualTo(story(pushed)).anyMatch(line -> line.contains("1 files are restored"));
        for (LabRouter router : List.of(pushed, pulled)) {
            assertThat(router.must("sha256sum /etc/backup/large")).startsWith(Sha256.hex(large));
            assertThat(router.must("find /tmp -size +1000k")).isEmpty();
        }
    }

    @Test
    void whatFailsFailsTheSameWay() throws IOException {
        write("definitions/default.yaml", """
                name: default
                actions:
                  - {name: say, action: run_script, attributes: {script: say.sh}}
                  - {name: wrong, action: run_script, attributes: {script: fail.sh}, onfailure: look at it}
                  - {name: never, action: set_hostname, attributes: {hostname: never}}
                """);
        LabRouter pushed = plugIn(false);
        LabRouter pulled = plugIn(true);

        carryOut(pushed, pulled, "FAILED");

        assertThat(story(pulled)).isEqualTo(story(pushed)).anyMatch(line -> line.contains("alas, two"));
        assertThat(journey.device(pulled).path("reason"))
                .isEqualTo(journey.device(pushed).path("reason"));
    }
}
