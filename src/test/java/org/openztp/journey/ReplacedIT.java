package org.openztp.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.testkit.Lab;
import org.openztp.testkit.LabRouter;
import org.openztp.testkit.ServerProcess;

/** A router breaks, and another one of the shelf becomes what it was, with what was changed on it by hand. */
@Tag("lab")
class ReplacedIT {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @TempDir
    Path folder;

    private Lab lab;
    private ServerProcess server;
    private Journey journey;

    @BeforeEach
    void start() throws IOException {
        lab = Lab.start();
        write("neighbordb", """
                patterns:
                  - {name: all, definition: access-point, match: {board_name: "lab,*"}}
                """);
        write("resources/ap-names.yaml", "- {pattern: ap-%04d, from: 1, to: 20}\n");
        write("definitions/access-point.yaml", """
                name: access-point
                actions:
                  - {name: hostname, action: set_hostname, attributes: {hostname: "allocate('ap-names')"}}
                """);
        server = new ServerProcess(folder.resolve("home"), "provision.backoff", "1s").start();
        journey = new Journey(server);
    }

    @AfterEach
    void end() throws IOException {
        server.close();
        lab.close();
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve("home/conf").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private LabRouter plugIn() throws IOException {
        LabRouter router = lab.add();
        router.ip();
        return router;
    }

    private void register(LabRouter router) {
        router.must("wget -qO- http://" + lab.serverAddress() + ":" + server.port() + "/ztp/bootstrap | sh");
    }

    private void awaitVersions(long id, int count) {
        await().atMost(PATIENCE)
                .until(() -> server.get("/devices/" + id + "/backups").path("items"), items -> items.size() == count);
    }

    @Test
    void aRouterThatRefusesSshBringsItsConfigurationWhenItIsWanted() throws IOException {
        LabRouter router = plugIn();
        router.refuseSsh();
        router.put("/etc/config/ztp", "config server 'server'\n\toption pull '1'\n");
        router.must("chmod 600 /etc/config/ztp");
        register(router);
        await().atMost(PATIENCE)
                .until(() -> router.sh("/usr/sbin/ztp-agent").exit() == 0
                        && journey.device(router).path("state").asText().equals("PROVISIONED"));
        long id = journey.device(router).path("id").asLong();

        await().atMost(PATIENCE)
                .until(() -> router.sh("/usr/sbin/ztp-agent").exit() == 0
                        && server.get("/devices/" + id + "/backups")
                                        .path("items")
                                        .size()
                                == 1);

        router.put("/etc/config/wireless", "config wifi-iface 'guest'\n\toption ssid 'Brought'\n");
        server.post("/devices/" + id + "/backups", "");
        router.must("/usr/sbin/ztp-agent");
        assertThat(server.get("/devices/" + id + "/backups/1/diff").toString()).contains("+\\toption ssid 'Brought'");
        assertThat(router.must("ls -A /tmp/ztp-agent")).isEqualTo("asked");
        assertThat(router.must("cat /tmp/log/wget 2>/dev/null || true"))
                .as("forms on the command line of an old wget, for all on the router to see")
                .isEmpty();

        router.must(": >/mnt/wget-22.03");
        router.put("/etc/config/wireless", "config wifi-iface 'guest'\n\toption ssid 'Newer'\n");
        server.post("/devices/" + id + "/backups", "");
        router.must("/usr/sbin/ztp-agent");
        assertThat(server.get("/devices/" + id + "/backups/2/diff").toString()).contains("+\\toption ssid 'Newer'");
        assertThat(router.must("cat /tmp/log/wget").lines())
                .isNotEmpty()
                .allMatch(form -> form.startsWith("--post-file=/tmp/ztp-agent/ask."));
    }

    @Test
    void theNextBoxBecomesWhatTheBrokenOneWas() throws IOException {
        LabRouter broken = plugIn();
        register(broken);
        long old =
                journey.awaitState(broken, "PROVISIONED", PATIENCE).path("id").asLong();
        String name = broken.hostname();
        assertThat(name).isEqualTo("ap-0001");
        awaitVersions(old, 1);

        broken.put("/etc/config/wireless", "config wifi-iface 'guest'\n\toption ssid 'Changed by hand'\n");
        server.post("/devices/" + old + "/backups", "");
        awaitVersions(old, 2);
        JsonNode diff = server.get("/devices/" + old + "/backups/1/diff?to=2").path("files");
        assertThat(diff).hasSize(1);
        assertThat(diff.get(0).path("diff").asText()).endsWith("+\toption ssid 'Changed by hand'\n");
        assertThat(broken.must("ls -a /tmp | grep ztp-backup || true")).isEmpty();

        broken.pullCable();
        LabRouter box = plugIn();
        server.post("/devices/" + old + "/replace", "{\"by\":\"" + box.mac() + "\"}");
        register(box);
        JsonNode device = journey.awaitState(box, "PROVISIONED", PATIENCE);

        assertThat(box.hostname()).isEqualTo(name);
        assertThat(box.must("cat /etc/config/wireless")).contains("Changed by hand");
        assertThat(device.at("/plan/steps").findValuesAsText("name"))
                .first()
                .asString()
                .contains("version 1");
        JsonNode taken = server.get("/pools/ap-names").path("items");
        assertThat(taken).hasSize(1);
        assertThat(taken.get(0).path("deviceId").asLong())
                .isEqualTo(device.path("id").asLong());

        broken.plugCable();
        broken.ip();
        register(broken);
        JsonNode retired = journey.awaitState(broken, "RETIRED", PATIENCE);
        assertThat(retired.path("id").asLong()).isEqualTo(old);
        assertThat(retired.path("claim").path("address").asText()).isEqualTo(broken.ip());

        server.post("/devices/" + device.path("id").asLong() + "/retry", "");
        JsonNode again = await().atMost(PATIENCE)
                .until(
                        () -> journey.device(box),
                        one -> one.path("state").asText().equals("PROVISIONED")
                                && one.at("/plan/steps").size() == 1);
        assertThat(again.at("/plan/steps/0/state").asText())
                .as("once, and never again")
                .isEqualTo("UNCHANGED");
    }
}
