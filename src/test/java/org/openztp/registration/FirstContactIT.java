package org.openztp.registration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.auth.Role;
import org.openztp.device.Device;
import org.openztp.http.Json;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FirstContactIT {
    private static final String FORM = "hostname=OpenWrt&release=18.06.1&mac=02:1a:b0:00:00:01";

    private final ContactServer server = new ContactServer();

    @AfterEach
    void forget() {
        server.enrolling.clear();
    }

    @AfterAll
    void close() {
        server.close();
    }

    @Test
    void openZtpsFormIsAnsweredAsItsHookExpects() {
        HttpResponse<String> answer = server.form("/register", FORM);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("OK\n");
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
        assertThat(server.form("/register", FORM).body()).isEqualTo("OK\n");
        Device device = server.enrolling.device();
        assertThat(device.hostname()).isEqualTo("OpenWrt");
        assertThat(device.release()).isEqualTo("18.06.1");
        assertThat(device.address()).isEqualTo("127.0.0.1");
        assertThat(device.serverUrl()).isEqualTo("http://127.0.0.1:" + server.port() + "/ztp");
    }

    @Test
    void aShellAsksForLinesAndGetsItsTokenOnce() {
        String lines = server.form("/register", FORM + "&answer=lines").body();
        assertThat(lines).matches("id=\\d+\nstate=REGISTERED\ntoken=ztp_[A-Za-z0-9_-]{43}\n");
        String token = lines.substring(lines.indexOf("token=") + 6).strip();
        String again =
                server.form("/register", FORM + "&answer=lines&token=" + token).body();
        assertThat(again).matches("id=\\d+\nstate=REGISTERED\n");
        assertThat(server.enrolling.device().facts()).doesNotContainKeys("answer", "token", "secret");
    }

    @Test
    void jsonIsAnsweredByJson() throws IOException {
        HttpResponse<String> first = server.json("/register", "{\"mac\":\"02-1A-B0-00-00-01\",\"serial\":null}");
        assertThat(first.statusCode()).isEqualTo(201);
        JsonNode device = Json.MAPPER.readTree(first.body());
        assertThat(device.fieldNames()).toIterable().containsExactly("id", "mac", "state", "token");
        assertThat(device.get("mac").asText()).isEqualTo("02:1a:b0:00:00:01");
        assertThat(server.json("/register", "{\"mac\":\"021a.b000.0001\"}").statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"02:1a:b0:00:00:01", "02-1A-B0-00-00-01", "021a.b000.0001", "021AB0000001", "02:1A:b0:00:00:01"})
    void everySpellingOfAMacIsOneDevice(String mac) {
        server.form("/register", FORM);
        long id = server.enrolling.device().id();
        assertThat(server.form("/register", "mac=" + mac + "&answer=lines").body())
                .startsWith("id=" + id + "\n");
    }

    @Test
    void rawUtf8AndPlusSignsInAFormAreUnderstood() {
        server.form("/register", "mac=02:1a:b0:00:00:01&model=Schl%C3%BCssel+“1”&&");
        assertThat(server.enrolling.device().facts().get("model")).isEqualTo("Schlüssel “1”");
    }

    @Test
    void theAddressIsTheConnectionsAndAProxysWordCountsOnlyFromAProxy() {
        server.form("/register", FORM, "X-Forwarded-For", "6.6.6.6, 192.168.7.9");
        assertThat(server.enrolling.device().address()).isEqualTo("192.168.7.9");
    }

    @Test
    void aStrangerFromFarAwayWaits() {
        String lines = server.form("/register", FORM + "&answer=lines", "X-Forwarded-For", "203.0.113.9")
                .body();
        assertThat(lines).contains("state=PENDING");
        assertThat(server.enrolling.provisioner.enqueued()).isEmpty();
    }

    @Test
    void anAnnouncerSpeaksForAFactoryDevice() {
        String bearer = "Bearer " + server.token(Role.ANNOUNCER);
        String lease = "mac=02:1a:b0:00:00:01&address=10.1.2.3&hostname=OpenWrt";
        HttpResponse<String> answer = server.form("/api/v1/leases", lease, "Authorization", bearer);
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.body()).contains("REGISTERED").doesNotContain("token");
        Device device = server.enrolling.device();
        assertThat(device.address()).isEqualTo("10.1.2.3");
        assertThat(device.serverUrl()).doesNotContain("127.0.0.1").matches("http://[^/]+:" + server.port() + "/ztp");
        assertThat(server.json(
                                "/api/v1/leases",
                                "{\"mac\":\"02:1a:b0:00:00:01\",\"address\":\"10.1.2.4\"}",
                                "Authorization",
                                bearer)
                        .statusCode())
                .isEqualTo(200);
        assertThat(server.enrolling.device().address()).isEqualTo("10.1.2.4");
    }

    @Test
    void anAnnouncementNeedsATokenAndAnAddressWhereSshMayGo() {
        String lease = "mac=02:1a:b0:00:00:01&address=";
        assertThat(server.form("/api/v1/leases", lease + "10.1.2.3").statusCode())
                .isEqualTo(401);
        String viewer = "Bearer " + server.token(Role.VIEWER);
        assertThat(server.form("/api/v1/leases", lease + "10.1.2.3", "Authorization", viewer)
                        .statusCode())
                .isEqualTo(403);
        String operator = "Bearer " + server.token(Role.OPERATOR);
        for (String address : new String[] {"192.168.1.1", "8.8.8.8", "router.lan", "", "10.1.2.3&release=1"}) {
            assertThat(server.form("/api/v1/leases", lease + address, "Authorization", operator)
                            .statusCode())
                    .as(address)
                    .isEqualTo(422);
        }
        assertThat(server.enrolling.isEmpty()).isTrue();
    }

    @Test
    void theBootstrapScriptNamesThisServer() {
        HttpResponse<String> script = server.web().get("/bootstrap");
        assertThat(script.statusCode()).isEqualTo(200);
        assertThat(script.headers().firstValue("Content-Type").orElse("")).startsWith("text/x-shellscript");
        assertThat(script.body())
                .startsWith("#!/bin/sh\n")
                .contains("\nZTP_SERVER='http://127.0.0.1:" + server.port() + "/ztp'\n")
                .contains("\nZTP_KEYS='ssh-ed25519 AAAA ztp'\n")
                .contains("\nZTP_MARKER='this_is_update_server'\n")
                .contains("fact boot_id")
                .doesNotContain("#@");
        assertThat(server.web().get("/device/udhcpc.user").body()).contains("/etc/register.conf");
    }

    @Test
    void theBootstrapScriptIsSentOnceAndThenConfirmed() {
        HttpResponse<String> script = server.web().get("/bootstrap");
        String tag = script.headers().firstValue("ETag").orElseThrow();
        HttpRequest.Builder again = server.web().request("/bootstrap").header("If-None-Match", tag);
        assertThat(server.web().send(again).statusCode()).isEqualTo(304);
        HttpRequest.Builder head =
                server.web().request("/bootstrap").method("HEAD", HttpRequest.BodyPublishers.noBody());
        HttpResponse<String> headers = server.web().send(head);
        assertThat(headers.statusCode()).isEqualTo(200);
        assertThat(headers.body()).isEmpty();
        assertThat(headers.headers().firstValue("Content-Length"))
                .hasValue(String.valueOf(script.body().getBytes(java.nio.charset.StandardCharsets.UTF_8).length));
    }

    @Test
    void aServerUrlWithAPathIsWhatDevicesAreTold() {
        try (ContactServer behind =
                new ContactServer(Optional.of(URI.create("https://a.example/site/ztp/")), Path.of("conf/device"))) {
            assertThat(behind.web().get("/bootstrap").body()).contains("\nZTP_SERVER='https://a.example/site/ztp'\n");
            behind.form("/register", FORM);
            assertThat(behind.enrolling.device().serverUrl()).isEqualTo("https://a.example/site/ztp");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/device/..%2fztp.conf",
                "/device/%2e%2e%2fztp.conf",
                "/device/../ztp.conf",
                "/device/",
                "/device/.",
                "/device/nothing",
                "/device/bootstrap.sh%00"
            })
    void noOtherFileLeavesByThatWay(String path) {
        int status = server.web().get(path).statusCode();
        assertThat(status).isBetween(400, 404);
    }
}
