package org.openztp.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openztp.testkit.Certificates;
import org.openztp.testkit.SettableClock;

/** What is told of servers that are not as routers need them. */
class RouterViewTest {
    private static SSLContext authority;

    private final SettableClock clock = new SettableClock(Instant.now());
    private final List<HttpServer> open = new ArrayList<>();
    private Place place;

    @BeforeAll
    static void sign(@TempDir Path folder) throws Exception {
        authority = new Certificates(folder).context();
    }

    @BeforeEach
    void start() throws IOException {
        place = new Place(HttpServer.create(), "http");
    }

    @AfterEach
    void stop() {
        open.forEach(server -> server.stop(0));
    }

    /** A server at {@code /ztp} whose answers a test may spoil. */
    private final class Place {
        final String url;
        String told;
        String keys = "ssh-ed25519 AAAA";
        String type = "text/x-shellscript; charset=utf-8";
        String body;
        int status = 200;
        int part = 206;

        Place(HttpServer server, String scheme) throws IOException {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            url = scheme + "://127.0.0.1:" + server.getAddress().getPort() + "/ztp";
            told = url;
            server.createContext("/ztp/bootstrap", this::bootstrap);
            server.createContext("/ztp/static/ztp.css", exchange -> answer(exchange, part, "0123456789"));
            server.start();
            open.add(server);
        }

        private void bootstrap(HttpExchange exchange) throws IOException {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.getResponseHeaders().set("Location", "https://elsewhere.example/");
            String script =
                    "#!/bin/sh\nZTP_SERVER='" + told + "'\nZTP_KEYS='" + keys + "\nssh-rsa BBBB'\nZTP_MARKER='m'\n";
            answer(exchange, status, body == null ? script : body);
        }

        private void answer(HttpExchange exchange, int code, String text) throws IOException {
            try (exchange) {
                byte[] bytes = text.getBytes(UTF_8);
                exchange.sendResponseHeaders(code, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        }
    }

    private List<Finding> look(String url, SSLContext tls) {
        List<Finding> findings = new ArrayList<>();
        new RouterView(findings::add, tls, clock).look(url, () -> null);
        return findings;
    }

    private List<Finding> look() throws Exception {
        return look(place.url, SSLContext.getDefault());
    }

    private static void tells(List<Finding> findings, String level, String about, String... words) {
        assertThat(findings).anySatisfy(finding -> {
            assertThat(finding.level()).isEqualTo(level);
            assertThat(finding.about()).isEqualTo(about);
            assertThat(finding.toString()).contains(words);
            if (!level.equals(Finding.OK)) {
                assertThat(finding.mend()).isNotBlank();
            }
        });
    }

    /** The way ends there. */
    private static void endsWith(List<Finding> findings, String about, String... words) {
        tells(findings.subList(findings.size() - 1, findings.size()), Finding.WRONG, about, words);
    }

    @Test
    void aServerAsRoutersNeedItIsWellButForAnAddressThatIsEverybodysOwn() throws Exception {
        List<Finding> findings = look();

        tells(findings, Finding.WARNING, "name", "127.0.0.1", "machine itself");
        assertThat(findings.subList(1, findings.size()))
                .extracting(finding -> finding.level() + " " + finding.about())
                .containsExactly("OK tcp", "OK bootstrap", "OK server_url", "OK server", "OK clock", "OK files");
    }

    @Test
    void aNameThatNobodyKnowsIsTold() throws Exception {
        place.told = "http://nobody.invalid/ztp";
        endsWith(look(), "name", "nobody.invalid is not known here");
    }

    @Test
    void aPortWhereNothingListensIsTold() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        place.told = "http://127.0.0.1:" + free + "/ztp";
        endsWith(look(), "tcp", "nothing listens at port " + free);
    }

    @Test
    void aWrongPrefixIsTold() throws Exception {
        place.told = place.url.replace("/ztp", "/site/ztp");
        endsWith(look(), "bootstrap", "/site/ztp/bootstrap answers 404", "prefix of server_url");
    }

    @ParameterizedTest
    @CsvSource({
        "302, a redirect to https://elsewhere.example/",
        "401, sign in nowhere",
        "404, it is not there",
        "502, does not reach the server",
        "500, log"
    })
    void anAnswerThatIsNoScriptIsTold(int status, String words) throws Exception {
        place.status = status;
        endsWith(look(), "bootstrap", "answers " + status, words);
    }

    @Test
    void aPageInPlaceOfTheScriptIsTold() throws Exception {
        place.body = "<html>please sign in</html>";
        endsWith(look(), "bootstrap", "is not OpenZTP");
    }

    @Test
    void aContentTypeThatWasChangedIsTold() throws Exception {
        place.type = "text/plain";
        tells(look(), Finding.WARNING, "bootstrap", "comes as text/plain");
    }

    @Test
    void anotherServerAtTheUrlIsTold() throws Exception {
        Place other = new Place(HttpServer.create(), "http");
        place.told = other.url;
        List<Finding> same = look();
        tells(same, Finding.OK, "server_url", "routers are told " + other.url);
        tells(same, Finding.OK, "server", "this server");

        other.keys = "ssh-ed25519 CCCC";
        tells(look(), Finding.WRONG, "server", "another OpenZTP answers at " + other.url);
    }

    @Test
    void aScriptThatSendsRoutersElsewhereIsTold() throws Exception {
        Place other = new Place(HttpServer.create(), "http");
        place.told = other.url;
        other.told = "http://third.example/ztp";
        tells(look(), Finding.WRONG, "server_url", "sends routers to http://third.example/ztp");
    }

    @Test
    void aFarServerThatTellsRoutersAnotherUrlIsTold() throws Exception {
        String far = place.url.replace("127.0.0.1", "127.0.0.1.").replace("http://127.0.0.1.", "http://0.0.0.0");
        tells(look(far, authority), Finding.WARNING, "server_url", "routers are told " + place.url + ", not " + far);
    }

    @Test
    void clocksThatDisagreeAreTold() throws Exception {
        clock.advance(Duration.ofSeconds(60));
        tells(look(), Finding.WARNING, "clock", "s apart");
        clock.advance(Duration.ofHours(1));
        tells(look(), Finding.WRONG, "clock", "s apart");
    }

    @Test
    void aRangeThatIsIgnoredOrRefusedIsTold() throws Exception {
        place.part = 200;
        tells(look(), Finding.WARNING, "files", "/static/ztp.css is given as a whole");
        place.part = 403;
        endsWith(look(), "files", "answers 403");
    }

    private Place secured() throws IOException {
        HttpsServer server = HttpsServer.create();
        server.setHttpsConfigurator(new HttpsConfigurator(authority));
        return new Place(server, "https");
    }

    @Test
    void aCertificateOfAnAuthorityNobodyKnowsIsTold() throws Exception {
        endsWith(look(secured().url, SSLContext.getDefault()), "tls", "no authority known here");
    }

    @Test
    void aCertificateOfAnotherNameIsTold() throws Exception {
        String otherName = secured().url.replace("127.0.0.1", "localhost");
        endsWith(look(otherName, authority), "tls", "the certificate is not of localhost");
    }

    @Test
    void aCertificateThatIsTrustedIsGoodUntilItEnds() throws Exception {
        place = secured();
        tells(look(place.url, authority), Finding.OK, "tls", "good until");
        tells(look(place.url, authority), Finding.OK, "bootstrap", "comes");

        clock.advance(Duration.ofDays(80));
        tells(look(place.url, authority), Finding.WARNING, "tls", "ends in 9 days");
    }

    /** As Tomcat and httpd do: an answer in plain words. */
    @Test
    void httpWhereHttpsIsMeantIsTold() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread answering = new Thread(() -> {
                try {
                    while (true) {
                        try (Socket client = plain.accept()) {
                            client.getOutputStream().write("HTTP/1.1 400 \r\n\r\n".getBytes(UTF_8));
                        }
                    }
                } catch (IOException e) {
                    // closed
                }
            });
            answering.start();
            endsWith(
                    look("https://127.0.0.1:" + plain.getLocalPort() + "/ztp", authority), "tls", "does not speak TLS");
        }
    }
}
