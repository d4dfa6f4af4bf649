package org.openztp.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openztp.testkit.Lab;
import org.openztp.testkit.LabRouter;
import org.openztp.testkit.StandIn;
import org.openztp.testkit.WithLab;

/** The DHCP hook and its installer, on routers of the lab whose DHCP server gives next-server and marker. */
class DhcpHookIT extends WithLab {
    private static final String TOKEN = "ztp_0123456789-abcdefghijklmnopqrstuvwxyz_ABCDEFG";

    private static final String CALL = "[ ! -f /usr/share/ztp/udhcpc.user ] || . /usr/share/ztp/udhcpc.user \"$@\"";

    @BeforeEach
    void answer() {
        server.answer(request -> StandIn.Answer.of(
                200,
                "id=15\nstate=REGISTERED\n" + (request.form().containsKey("token") ? "" : "token=" + TOKEN + "\n")));
    }

    private LabRouter routerWithHook(String... options) throws IOException {
        String uci = "config server server\\n\\toption port " + server.port() + "\\n" + String.join("", options);
        return lab.add("HOOK=1", "UCI=" + uci);
    }

    private void awaitRequests(int count) {
        await().atMost(Duration.ofSeconds(20)).until(() -> server.requests().size() >= count);
    }

    private static void awaitToken(LabRouter router) {
        await().atMost(Duration.ofSeconds(10))
                .until(() ->
                        router.sh("uci -q get ztp.server.token").text().strip().equals(TOKEN));
    }

    @Test
    void aRouterRegistersByItselfWhenItGetsItsLease() throws IOException {
        LabRouter router = routerWithHook();

        awaitRequests(1);
        awaitToken(router);

        assertThat(server.requests().get(0).path()).isEqualTo("/ztp/register");
        assertThat(server.requests().get(0).form())
                .containsEntry("mac", router.mac())
                .containsEntry("hostname", "OpenWrt")
                .containsEntry("release", "23.05.3")
                .containsEntry("board_name", "lab,ap-1")
                .containsEntry("interface", "eth0")
                .doesNotContainKeys("token", "secret");
        assertThat(router.must("cat /etc/register.conf"))
                .isEqualTo("siaddr=" + lab.serverAddress() + "\nboot_file=this_is_update_server\nztp_server="
                        + server.url());
        assertThat(router.must("ls -l /etc/config/ztp")).startsWith("-rw-------");
    }

    @Test
    void theNextLeaseBringsTheTokenAlongAndChangesNothingElse() throws IOException {
        LabRouter router = routerWithHook();
        awaitRequests(1);
        awaitToken(router);
        String before = router.snapshot();

        router.must("kill -USR1 $(pidof udhcpc)");

        awaitRequests(2);
        assertThat(server.requests().get(1).form()).containsEntry("token", TOKEN);
        assertThat(router.snapshot()).isEqualTo(before);
    }

    @Test
    void aServerThatIsNotUpYetIsTriedAgainAndTheDhcpEventDoesNotWait() throws IOException {
        server.answer(request -> server.requests().size() < 3
                ? StandIn.Answer.of(503, "")
                : StandIn.Answer.of(200, "id=1\nstate=REGISTERED\n"));
        LabRouter router = routerWithHook();

        awaitRequests(3);

        String log = router.must("cat /tmp/log/messages");
        assertThat(log.indexOf("obtained")).isPositive();
        assertThat(log).contains("next try in 1 s", "next try in 2 s");
    }

    @Test
    void aForeignBootFileIsNotOurs() throws IOException {
        LabRouter router = routerWithHook("\\toption marker another_server\\n");
        router.ip();

        // the same event again, by hand and with its end awaited
        Lab.Output output =
                router.sh("siaddr=" + lab.serverAddress() + " boot_file=this_is_update_server; set -- bound;"
                        + " . /usr/share/ztp/udhcpc.user; boot_file=; . /usr/share/ztp/udhcpc.user; wait; echo alive");

        assertThat(output.text()).isEqualTo("alive\n");
        assertThat(server.requests()).isEmpty();
        assertThat(router.sh("ls /etc/register.conf").exit()).isNotZero();
    }

    @Test
    void aConfiguredSecretGoesToTheConfiguredServerOnly() throws IOException {
        LabRouter pinned = lab.add(
                "HOOK=1", "UCI=config server server\\n\\toption url " + server.url() + "\\n\\toption secret s3cret\\n");
        awaitRequests(1);
        assertThat(server.requests().get(0).form())
                .containsEntry("secret", "s3cret")
                .containsEntry("mac", pinned.mac());

        LabRouter open = routerWithHook("\\toption secret s3cret\\n");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> server.requests().stream()
                        .anyMatch(request -> request.form().get("mac").equals(open.mac())));
        assertThat(server.requests().stream()
                        .filter(request -> request.form().get("mac").equals(open.mac())))
                .allSatisfy(request -> assertThat(request.form()).doesNotContainKey("secret"));
    }

    @Test
    void theInstallerPutsTheHookInOnceWhereverTheReleaseLooksForIt() throws IOException {
        LabRouter router = routerWithHook();
        awaitRequests(1);
        awaitToken(router);
        assertThat(router.must("ls /etc/uci-defaults; cat /etc/udhcpc.user.d/*"))
                .isEqualTo(CALL);

        // a router before 22.03, with a line of its owner's that lacks its end
        router.must("grep -v udhcpc.user.d /lib/netifd/dhcp.script >/tmp/old; cat /tmp/old >/lib/netifd/dhcp.script;"
                + " rm -r /etc/udhcpc.user.d; printf 'true # mine' >/etc/udhcpc.user");
        for (int i = 0; i < 2; i++) {
            router.must("cp /rom/etc/uci-defaults/99-ztp /tmp/99-ztp; sh /tmp/99-ztp");
        }
        assertThat(router.must("cat /etc/udhcpc.user").lines().toList()).isEqualTo(List.of("true # mine", CALL));
        assertThat(router.sh("ls /etc/udhcpc.user.d").exit()).isNotZero();
    }
}
