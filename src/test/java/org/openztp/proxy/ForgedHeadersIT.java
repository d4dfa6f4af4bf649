package org.openztp.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openztp.testkit.Lab;
import org.openztp.testkit.LabRouter;
import org.openztp.testkit.ServerApi;

/**
 * A router, and a stranger with a public address, in front of a real httpd with a Tomcat behind it. Nothing is set but what
 * the samples ask for; {@code server_url} is not, so that each request shows what the server took it for.
 */
@Tag("lab")
class ForgedHeadersIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String PUBLIC = "203.0.113.7";
    private static final String FORGED = String.join(
            "\r\n",
            "X-Forwarded-For: 127.0.0.1",
            "X-Forwarded-For: 10.0.0.9, 127.0.0.1",
            "X-Forwarded-Host: evil.example",
            "X-Forwarded-Server: evil.example",
            "X-Forwarded-Proto: https",
            "X-Forwarded-Ssl: on",
            "X-Forwarded-Port: 1",
            "X-Forwarded-Prefix: /evil",
            "X-Real-IP: 127.0.0.1",
            "X-Client-IP: 127.0.0.1",
            "True-Client-IP: 127.0.0.1",
            "Forwarded: for=127.0.0.1;host=evil.example;proto=https",
            "Proxy-ip: 127.0.0.1",
            "");

    @TempDir
    static Path folder;

    private static final Map<String, Integer> PORTS = new HashMap<>();
    private static Lab lab;
    private static TomcatProcess tomcat;
    private static Httpd httpd;
    private static ServerApi api;
    private static LabRouter stranger;

    @BeforeAll
    static void start() throws IOException {
        lab = Lab.start();
        Path home = folder.resolve("home");
        int ajp = TomcatProcess.freePort();
        int direct = TomcatProcess.freePort();
        String open = "<Connector port=\"" + direct + "\" address=\"" + lab.serverAddress() + "\"/>";
        tomcat = new TomcatProcess(folder.resolve("tomcat"), Ajp.connector(ajp), open)
                .drop("ztp", Map.of("ztp.home", home.toString(), "ztp.http.trusted-proxies", "127.0.0.1/32"))
                .start();
        api = new ServerApi(tomcat.url("/ztp"), home);
        httpd = new Httpd(folder.resolve("httpd"));
        PORTS.put("direct", direct);
        PORTS.put("ztp-http", httpd.plainSite("ztp-http", tomcat.port()));
        PORTS.put("ztp-http-prefix", httpd.plainSite("ztp-http-prefix", tomcat.port()));
        PORTS.put("ztp-ajp", httpd.plainSite("ztp-ajp", ajp));
        httpd.start();
        stranger = withPublicAddress(lab.add());
    }

    private static LabRouter withPublicAddress(LabRouter router) throws IOException {
        String leg = "ztplab" + lab.serverAddress().split("\\.")[1];
        router.ip();
        Lab.Output route = Lab.run(null, List.of("ip", "route", "add", PUBLIC, "dev", leg));
        assertThat(route.exit()).as(route.text()).isZero();
        router.must("ip addr add " + PUBLIC + "/32 dev eth0 && ip route add " + lab.serverAddress()
                + "/32 dev eth0 src " + PUBLIC);
        return router;
    }

    @AfterAll
    static void stop() throws IOException {
        tomcat.close();
        httpd.close();
        lab.close();
    }

    /** @param rest what comes after {@code HTTP/1.0}, header by header, and the body */
    private static String ask(String site, String line, String rest) {
        String request = line + " HTTP/1.0\r\nHost: net.example:" + PORTS.get(site) + "\r\n" + rest;
        return stranger.sh(request, "nc " + lab.serverAddress() + " " + PORTS.get(site))
                .text();
    }

    private static String form(String body) {
        return FORGED + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + body.length()
                + "\r\n\r\n" + body;
    }

    @ParameterizedTest
    @CsvSource({"direct, /ztp, 1", "ztp-http, /ztp, 2", "ztp-http-prefix, /site/a/ztp, 3", "ztp-ajp, /ztp, 4"})
    void whatAStrangerWritesIntoHeadersChangesNothing(String site, String prefix, int number) throws IOException {
        assertThat(ask(site, "GET " + prefix + "/bootstrap", FORGED + "\r\n"))
                .contains("ZTP_SERVER='http://net.example:" + PORTS.get(site) + prefix + "'")
                .doesNotContain("evil");

        assertThat(ask(site, "POST " + prefix + "/ui/sign-in", form("token=" + api.adminToken())))
                .contains("Set-Cookie: ztp_session=", "Path=" + prefix + ";", "Location: ../ui/devices")
                .doesNotContain("Secure", "evil");

        String answer =
                ask(site, "POST " + prefix + "/register", form("mac=02:00:5e:00:53:0" + number + "&answer=lines"));
        assertThat(answer).contains("state=PENDING");
        JsonNode device = api.get("/devices/" + answer.replaceAll("(?s).*id=(\\d+)\n.*", "$1"));
        assertThat(device.get("address").asText()).isEqualTo(PUBLIC);
    }

    @Test
    void aRouterSeenThroughTheProxyIsProvisionedAtItsOwnAddress() throws IOException {
        LabRouter router = lab.add();
        String url = "http://" + lab.serverAddress() + ":" + PORTS.get("ztp-http-prefix") + "/site/a/ztp";
        router.ip();

        router.must("wget -qO- " + url + "/bootstrap | sh");

        await().atMost(PATIENCE)
                .until(() -> device(router).path("state").asText().equals("PROVISIONED"));
        assertThat(device(router).get("address").asText()).isEqualTo(router.ip());
        assertThat(router.must("cat /etc/register.conf")).contains(url);
    }

    @Test
    void anApprovalOpensNoWayOutOfTheNetworksOfSsh() throws IOException {
        String answer = ask("ztp-http", "POST /ztp/register", form("mac=02:00:5e:00:53:09&answer=lines"));
        String device = "/devices/" + answer.replaceAll("(?s).*id=(\\d+)\n.*", "$1");
        api.post(device + "/approve", "{}");
        await().atMost(PATIENCE)
                .until(() -> api.get(device).path("reason").asText().equals("address_not_allowed"));
    }

    private static JsonNode device(LabRouter router) throws IOException {
        return api.get("/devices?mac=" + router.mac()).at("/items/0");
    }
}
