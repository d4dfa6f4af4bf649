package org.openztp.registration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.match.Neighbor;
import org.openztp.openwrt.Facts;
import org.openztp.testkit.Lab;
import org.openztp.testkit.LabRouter;
import org.openztp.testkit.StandIn;
import org.openztp.testkit.WithLab;

/** The pasted line, on routers of the lab against a server that says what the test wants. */
class BootstrapScriptIT extends WithLab {
    private static final String ED25519 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIServer ztp";
    private static final String RSA = "ssh-rsa AAAAB3NzaC1yc2EAAAADServer ztp";
    private static final String TOKEN = "ztp_0123456789-abcdefghijklmnopqrstuvwxyz_ABCDEFG";
    private static final String LEFTOVERS = "ls -d /tmp/ztp* /tmp/.uci/* 2>/dev/null || true";

    @BeforeEach
    void answer() {
        server.answer(request -> StandIn.Answer.of(200, "id=15\nstate=REGISTERED\n"));
    }

    private String bootstrap() {
        DeviceFiles files = new DeviceFiles(
                Path.of("conf/device"),
                new DeviceFiles.Own(List.of(ED25519, RSA), "this_is_update_server"),
                InstantSource.system());
        return new String(files.get("bootstrap.sh", server.url()).content(), StandardCharsets.UTF_8);
    }

    private Lab.Output paste(LabRouter router, String environment) {
        return router.sh(bootstrap(), environment + " sh");
    }

    private static LabRouter router(String... settings) throws IOException {
        LabRouter router = lab.add(settings);
        router.ip();
        return router;
    }

    @ParameterizedTest(name = "with {0} applets")
    @ValueSource(strings = {"openwrt", "all"})
    void aRouterTellsWhatItIsAndLetsTheServerInAndASecondTimeChangesNothing(String applets) throws IOException {
        LabRouter router = router("APPLETS=" + applets, "BOARD=lab,ap-2", "MODEL=Gerät α 2");
        server.answer(request -> StandIn.Answer.of(
                200,
                "id=15\nstate=REGISTERED\n" + (request.form().containsKey("token") ? "" : "token=" + TOKEN + "\n")));
        router.must("printf 'ssh-rsa AAAAowner me' >/etc/dropbear/authorized_keys"); // no newline at its end

        Lab.Output output = paste(router, "ZTP_TRIES=1");

        assertThat(output.exit()).as(output.text()).isZero();
        assertThat(output.text()).contains("registered as device 15 (REGISTERED)");
        Map<String, String> form = server.requests().get(0).form();
        assertThat(form)
                .containsEntry("answer", "lines")
                .containsEntry("mac", router.mac())
                .containsEntry("macs", router.mac())
                .containsEntry("hostname", "OpenWrt")
                .containsEntry("release", "23.05.3")
                .containsEntry("revision", "r23809-234f1a2efa")
                .containsEntry("target", "x86/64")
                .containsEntry("arch", "x86_64")
                .containsEntry("board_name", "lab,ap-2")
                .containsEntry("model", "Gerät α 2")
                .containsEntry("boot_id", router.bootId())
                .doesNotContainKeys("token", "secret", "flashing");
        assertThat(form.get("host_key_ed25519"))
                .startsWith("AAAAC3NzaC1lZDI1NTE5AAAAI")
                .hasSize(68);
        assertThat(router.must("cat /etc/register.conf"))
                .isEqualTo("siaddr=" + lab.serverAddress() + "\nboot_file=this_is_update_server\nztp_server="
                        + server.url());
        assertThat(router.must("cat /etc/dropbear/authorized_keys"))
                .isEqualTo("ssh-rsa AAAAowner me\n" + ED25519 + "\n" + RSA);
        assertThat(router.must("ls -l /etc/dropbear/authorized_keys /etc/config/ztp")
                        .lines())
                .allMatch(line -> line.startsWith("-rw------- "))
                .hasSize(2);
        assertThat(router.must("uci get ztp.server.token")).isEqualTo(TOKEN);

        String before = router.snapshot();
        assertThat(paste(router, "ZTP_TRIES=1").exit()).isZero();
        assertThat(server.requests().get(1).form()).containsEntry("token", TOKEN);
        assertThat(router.snapshot()).isEqualTo(before);
    }

    @Test
    void hostileFactsArriveAsTheyAreOrNotAtAll() throws IOException {
        LabRouter router = router();
        router.must("printf 'a$(reboot)`reboot`;&=%%+\"\\047 b' >/tmp/sysinfo/board_name;"
                + " printf 'M\\000\\377\\377\\nx\\033[31m $HOME' >/tmp/sysinfo/model;"
                + " printf 'my $(reboot) router!' >/proc/sys/kernel/hostname");

        Lab.Output output = paste(router, "ZTP_TRIES=1");

        assertThat(output.exit()).as(output.text()).isZero();
        Map<String, String> form = server.requests().get(0).form();
        assertThat(form)
                .containsEntry("board_name", "a$(reboot)`reboot`;&=%+\"' b")
                .containsEntry("model", "Mx[31m $HOME")
                .containsEntry("hostname", "myrebootrouter");
        assertThat(Facts.of(facts(form)).mac().value()).isEqualTo(router.mac());
    }

    @Test
    void whatLldpdHearsIsToldInOrderWhateverTheNeighboursCallThemselves() throws IOException {
        LabRouter router = router();
        String facts = Files.readString(Path.of("conf/device/facts.sh"));
        assertThat(router.must(facts)).doesNotContain("neighbors=");
        try (InputStream said = BootstrapScriptIT.class.getResourceAsStream("lldpcli.txt")) {
            router.put("/tmp/said", said.readAllBytes());
        }
        router.must("printf '#!/bin/sh\\n[ \"$*\" != \"-f keyvalue show neighbors summary\" ] || cat /tmp/said\\n'"
                + " >/usr/sbin/lldpcli && chmod 755 /usr/sbin/lldpcli");

        paste(router, "ZTP_TRIES=1");

        String neighbors = server.requests().get(0).form().get("neighbors");
        assertThat(neighbors.split(","))
                .contains(
                        "lan1=spine1:Ethernet7",
                        "lan1=chass?is:Gi1/0/1",
                        "lan1=02-00-00-00-00-97:02:00:00:00:00:97",
                        "lan2=odd??name?x-y:hub")
                .isSorted()
                .hasSize(6);
        assertThat(Neighbor.heardBy(Facts.of(facts(server.requests().get(0).form()))))
                .hasEntrySatisfying("lan1", heard -> assertThat(heard).hasSize(5))
                .hasEntrySatisfying(
                        "lan2", heard -> assertThat(heard).containsExactly(new Neighbor("odd??name?x-y", "hub")));
        router.must(": >/tmp/said");
        assertThat(router.must(facts)).contains("neighbors=none\n");
        router.must("rm /tmp/said");
        assertThat(router.must(facts)).doesNotContain("neighbors=");
    }

    @Test
    void theFactsFragmentAloneSaysTheSameButForTheWayOut() throws IOException {
        LabRouter router = router();
        router.must("ip route add default via " + lab.serverAddress());
        paste(router, "ZTP_TRIES=1");
        assertThat(server.requests().get(0).form()).containsEntry("interface", "eth0");

        String facts = router.must(Files.readString(Path.of("conf/device/facts.sh")));

        assertThat(facts.lines())
                .containsExactlyInAnyOrderElementsOf(
                        facts(server.requests().get(0).form()).entrySet().stream()
                                .map(fact -> fact.getKey() + "=" + fact.getValue())
                                .toList());
    }

    @Test
    void aRefusalIsToldInTheServersWordsAndNotRepeated() throws IOException {
        LabRouter router = router();
        server.answer(request -> StandIn.Answer.of(
                403, "{\"title\":\"Forbidden\",\"status\":403,\"detail\":\"the secret is \\\"wrong\\\"\"}"));

        Lab.Output output = paste(router, "ZTP_TRIES=5 ZTP_SECRET='s3 cr&t'");

        assertThat(output.exit()).as(output.text()).isEqualTo(4);
        assertThat(output.text()).contains("refuses this router: the secret is \"wrong\"");
        assertThat(server.requests())
                .allSatisfy(request -> assertThat(request.form()).containsEntry("secret", "s3 cr&t"))
                .hasSizeLessThanOrEqualTo(2);
        assertThat(router.must(LEFTOVERS)).isEmpty();
    }

    @Test
    void aServerThatIsAwayIsTriedAgainWithGrowingPauses() throws IOException {
        LabRouter router = router();
        server.answer(request -> server.requests().size() < 3
                ? StandIn.Answer.of(503, "")
                : StandIn.Answer.of(200, "id=3\nstate=PENDING\n"));

        Lab.Output output = paste(router, "");

        assertThat(output.exit()).as(output.text()).isZero();
        assertThat(output.text())
                .contains("next try in 1 s", "next try in 2 s")
                .contains("known as device 3; it waits for an operator's approval");
    }

    @Test
    void noServerAtAllEndsWithThree() throws IOException {
        LabRouter router = router();
        String script = bootstrap();
        server.close();

        Lab.Output output = router.sh(script, "ZTP_TRIES=2 sh");

        assertThat(output.exit()).as(output.text()).isEqualTo(3);
        assertThat(router.must(LEFTOVERS)).isEmpty();
        assertThat(router.must("cat /etc/register.conf")).contains("ztp_server=");
    }

    @Test
    void aScriptThatWasCutOffDoesNothing() throws IOException {
        LabRouter router = router();
        String script = bootstrap();

        router.sh(script.substring(0, script.length() - 20), "sh");

        assertThat(server.requests()).isEmpty();
        assertThat(router.sh("ls /etc/register.conf").exit()).isNotZero();
    }

    @Test
    void aTokenAndAStoredSecretAreNotShownToAnotherServer() throws IOException {
        LabRouter router =
                router("UCI=config server server\\n\\toption token ztp_x\\n\\toption issuer http://other/ztp\\n"
                        + "\\toption url http://other/ztp\\n\\toption secret s3cret\\n");

        Lab.Output output = paste(router, "ZTP_TRIES=1");

        assertThat(output.exit()).as(output.text()).isZero();
        assertThat(server.requests().get(0).form()).doesNotContainKeys("token", "secret");
    }

    private static Map<String, String> facts(Map<String, String> form) {
        Map<String, String> facts = new TreeMap<>(form);
        facts.keySet().removeAll(List.of("token", "secret", "answer", "pull", "interface"));
        return facts;
    }
}
