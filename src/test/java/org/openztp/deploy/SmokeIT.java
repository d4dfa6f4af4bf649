package org.openztp.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.testkit.Lab;
import org.openztp.testkit.ServerProcess;

/**
 * The smoke check against a real server, and against everything between it and routers that may go wrong. What it says of
 * a server_url that is not set is seen by {@link DeployTomcatIT} and {@link DeployWildflyIT}.
 */
@Timeout(300)
class SmokeIT {
    private static final List<List<String>> SHELLS = List.of(List.of("sh"), List.of("busybox", "ash"));

    @TempDir
    static Path temp;

    private static FaultyProxy proxy;
    private static ServerProcess server;
    private static List<List<String>> shells;

    @BeforeAll
    static void aServerBehindAProxy() throws IOException {
        assumeThat(isThere(List.of("curl"))).as("the smoke check needs curl").isTrue();
        shells = SHELLS.stream().filter(SmokeIT::isThere).toList();
        proxy = new FaultyProxy(HttpServer.create());
        server = new ServerProcess(temp.resolve("home"), "server_url", url()).start();
        proxy.backend(server.url("/"));
    }

    @AfterAll
    static void end() {
        if (proxy != null) {
            proxy.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private static boolean isThere(List<String> program) {
        try {
            return Lab.run(null, List.of("sh", "-c", "command -v " + program.get(0)))
                            .exit()
                    == 0;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** What routers are told. */
    private static String url() {
        return "http://127.0.0.1:" + proxy.port() + "/ztp";
    }

    private static void says(int exit, String words, String... arguments) throws IOException {
        for (List<String> shell : shells) {
            List<String> command = new ArrayList<>(List.of("env", "SMOKE_PATIENCE=2"));
            command.addAll(shell);
            command.add("deploy-tomcat/smoke");
            command.addAll(List.of(arguments));
            Lab.Output said = Lab.run(null, command);
            assertThat(said.text()).as(command.toString()).contains(words);
            assertThat(said.exit()).as(said.text()).isEqualTo(exit);
        }
    }

    @Test
    void aSoundServerBehindASoundProxyIsAllWell() throws IOException {
        proxy.goWrongBy(new FaultyProxy.Fault());

        says(
                0,
                "live events arrive at once\nall well\n",
                "--token-file",
                token(server.adminToken()).toString(),
                url() + "/");
    }

    private static Path token(String token) throws IOException {
        return Files.writeString(temp.resolve("token"), token);
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                wrong("/bootstrap is not there (404)", Faults.stripsThePrefix()),
                wrong(
                        "/bootstrap is redirected to https://",
                        Faults.answers("/ztp/bootstrap", 301, "Location", "https://x/")),
                wrong(
                        "/bootstrap is refused (401)",
                        Faults.answers("/ztp/bootstrap", 401, "WWW-Authenticate", "Basic")),
                wrong("the proxy answers 502", Faults.answers("/ztp/bootstrap", 502, "Retry-After", "1")),
                wrong("/bootstrap answers 500", Faults.answers("/ztp/bootstrap", 500, "Retry-After", "1")),
                wrong("timeout: http://", Faults.stops("/ztp/bootstrap")),
                wrong("is not OpenZTP", Faults.answers("/ztp/bootstrap", 200, "Content-Type", "text/html")),
                wrong("comes as text/html, not as text/x-shellscript", Faults.changes("Content-Type", "text/html")),
                wrong("/health answers 503", Faults.answers("/ztp/health", 503, "Retry-After", "1")),
                wrong("/register answers 405 to a wrong MAC", Faults.answers("/ztp/register", 405, "Allow", "GET")),
                wrong(
                        "/register answers 413 to a small POST",
                        Faults.answers("/ztp/register", 413, "Retry-After", "1")),
                wrong("a whole file is given when a part is asked for", Faults.drops("Range")),
                wrong("/static/ztp.css answers 403", Faults.answers("/ztp/static/ztp.css", 403, "Retry-After", "1")),
                wrong(
                        "/fw gives away a file",
                        Faults.answers("/ztp/fw/%2e%2e/keys/admin-token", 200, "Server", "other")),
                wrong("leads out of the prefix, to /ui/sign-in", Faults.changes("Location", "/ui/sign-in")),
                wrong(
                        "leads out of the prefix, to http://inside/ztp/",
                        Faults.changes("Location", "http://inside/ztp/")),
                wrong("/ui/devices answers 200 without a sign-in", Faults.answers("/ztp/ui/devices", 200, "Age", "9")));
    }

    static Stream<Arguments> faultsThatATokenShows() {
        return Stream.of(
                wrong("live events do not arrive", Faults.answers("/ztp/api/v1/events/stream", 200, "Age", "9")),
                wrong("live events do not arrive", Faults.keepsBack("/ztp/api/v1/events/stream")),
                wrong("the token of", Faults.drops("Authorization")));
    }

    private static Arguments wrong(String words, FaultyProxy.Fault fault) {
        return Arguments.of(words, fault);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void eachFaultOfAProxyHasItsWords(String words, FaultyProxy.Fault fault) throws IOException {
        proxy.goWrongBy(fault);

        says(1, words, url());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faultsThatATokenShows")
    void withATokenLiveEventsAreLookedAtToo(String words, FaultyProxy.Fault fault) throws IOException {
        proxy.goWrongBy(fault);

        says(1, words, "--token-file", token(server.adminToken()).toString(), url());
    }

    /** Over the ends of months and years, whatever day it is. */
    @ParameterizedTest
    @ValueSource(ints = {-3_700, 300, 86_400 * 40, -86_400 * 400, 86_400 * 1500})
    void aClockThatIsFarOffIsToldByTheSecond(int ahead) throws IOException {
        try (OtherClock other = new OtherClock(server.port(), Duration.ofSeconds(ahead))) {
            for (List<String> shell : shells) {
                List<String> command = new ArrayList<>(shell);
                command.addAll(List.of("deploy-tomcat/smoke", "http://127.0.0.1:" + other.port() + "/ztp"));
                Matcher off = Pattern.compile("here differ by (\\d+) s")
                        .matcher(Lab.run(null, command).text());
                assertThat(off.find()).isTrue();
                assertThat(Integer.parseInt(off.group(1))).isCloseTo(Math.abs(ahead), within(60));
            }
        }
    }

    @Test
    void aNameOrPrefixThatRoutersAreNotToldIsNamed() throws IOException {
        says(1, "routers are told another URL: " + url(), server.url("").toString());
        says(1, "/bootstrap is not there (404)", server.url("").toString().replace("/ztp", "/other"));
    }

    @Test
    void whereNothingAnswersItIsSaidWhy() throws IOException {
        int port;
        try (ServerSocket silent = new ServerSocket(0)) {
            port = silent.getLocalPort();
            says(1, "gives no whole answer within 2 s", "http://127.0.0.1:" + port + "/ztp");
        }
        says(1, "nothing listens at", "http://127.0.0.1:" + port + "/ztp");
        says(1, "is not known here", "http://smoke.invalid/ztp");
        says(1, "breaks the connection off", server.url("").toString().replace("http:", "https:"));
    }

    @Test
    void aCertificateOfNobodyIsNotTrusted() throws Exception {
        HttpsServer https = HttpsServer.create();
        https.setHttpsConfigurator(new HttpsConfigurator(selfSigned()));
        try (FaultyProxy tls = new FaultyProxy(https)) {
            tls.backend(server.url("/"));

            says(1, "the TLS certificate of https://127.0.0.1", "https://127.0.0.1:" + tls.port() + "/ztp");
        }
    }

    private static SSLContext selfSigned() throws IOException, GeneralSecurityException {
        Path store = temp.resolve("self-signed.p12");
        Lab.Output made = Lab.run(
                null,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "x",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=127.0.0.1",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        "changeit"));
        assertThat(made.exit()).as(made.text()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "changeit".toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    @Test
    void itWaitsForAServerThatIsStillStarting() throws IOException {
        Instant ready = Instant.now().plusSeconds(2);
        proxy.goWrongBy(new FaultyProxy.Fault() {
            @Override
            FaultyProxy.Own own(HttpExchange exchange) {
                return Instant.now().isBefore(ready) ? new FaultyProxy.Own(503, "Retry-After", "1", "") : null;
            }
        });

        says(0, "all well", "--wait", "30", url());
    }

    @Test
    void aWrongCallIsAnsweredByWhatIsWrongWithIt() throws IOException {
        says(2, "the URL is missing");
        says(2, "is no URL", "ftp://127.0.0.1/ztp");
        says(2, "one URL, please", url(), url());
        says(2, "--wait needs a number of seconds", "--wait", "soon", url());
        says(2, "--token-file needs a value", url(), "--token-file");
        says(2, "cannot be read", "--token-file", temp.resolve("nowhere").toString(), url());
        says(2, "--fast is unknown", "--fast", url());
        says(0, "Exit code: 0 all well, 1 something is wrong, 2 called wrongly", "--help");
    }
}
