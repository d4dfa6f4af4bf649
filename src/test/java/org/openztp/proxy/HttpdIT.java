package org.openztp.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.file.Files;
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
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.proxy.Visitor.Answer;
import org.openztp.testkit.Browser;
import org.openztp.testkit.Ports;

/** A Tomcat behind a real httpd, by each of the shipped samples: another host name, another port, TLS, other prefixes. */
@Tag("lab")
class HttpdIT {
    private static final String SERVER_URL = "https://net.example/as/routers/are/told";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long GIBIBYTE = 1L << 30;

    @TempDir
    static Path folder;

    private static final Map<String, Integer> PORTS = new HashMap<>();
    private static TomcatProcess tomcat;
    private static Httpd httpd;
    private static String token;

    @BeforeAll
    static void start() throws IOException {
        Path home = folder.resolve("home");
        int ajp = Ports.free();
        tomcat = new TomcatProcess(folder.resolve("tomcat"), Ajp.connector(ajp))
                .drop(
                        "ztp",
                        Map.of(
                                "ztp.home",
                                home.toString(),
                                "ztp.server_url",
                                SERVER_URL,
                                "ztp.http.trusted-proxies",
                                "127.0.0.1/32",
                                "ztp.enrolment.policy",
                                "approve"))
                .start();
        token = Files.readString(home.resolve("keys/admin-token")).strip();
        try (RandomAccessFile image =
                new RandomAccessFile(home.resolve("fw/big.bin").toFile(), "rw")) {
            image.setLength(GIBIBYTE);
            image.seek(GIBIBYTE - 4);
            image.writeBytes("last");
        }
        httpd = new Httpd(folder.resolve("httpd"));
        for (String sample : Httpd.samples()) {
            PORTS.put(sample, httpd.site(sample, sample.contains("ajp") ? ajp : tomcat.port()));
        }
        PORTS.put("thief", httpd.add(Httpd.sample("ztp-ajp").replace("secret=change-me", "secret=guessed"), ajp));
        httpd.start();
    }

    @AfterAll
    static void stop() {
        tomcat.close(); // ends the streams, for which httpd would wait
        httpd.close();
    }

    static List<String> samples() throws IOException {
        return Httpd.samples();
    }

    private static URI outside(String sample) {
        String prefix = sample.endsWith("-prefix") ? "/site/a/ztp" : "/ztp";
        return URI.create("https://" + Httpd.NAME + ":" + PORTS.get(sample) + prefix);
    }

    private static Curl visitor(String sample) throws IOException {
        return new Curl(Files.createTempDirectory(folder, sample), httpd.certificate());
    }

    private static void register(Visitor visitor, URI base, String mac) {
        String form = "mac=" + mac + "&hostname=ap&release=24.10.1&board_name=acme,one";
        assertThat(visitor.send(URI.create(base + "/register"), form).body()).isEqualTo("OK\n");
    }

    @ParameterizedTest
    @MethodSource("samples")
    void everyLinkButtonAndRedirectStaysBelowTheOuterPrefixAndLeadsSomewhere(String sample) throws IOException {
        Curl visitor = visitor(sample);
        URI base = outside(sample);
        register(visitor, base, "02:00:5e:00:53:01");
        Crawl crawl = new Crawl(visitor, base);
        assertThat(visitor.get(base).leadsTo()).isEqualTo(crawl.at("/"));
        assertThat(crawl.signIn(token).header("Set-Cookie")).contains("Secure", "HttpOnly", "SameSite=Strict");

        assertThat(visitor.cookies()).hasSize(1);
        assertThat(visitor.cookies().get(0)).startsWith("net.example\tFALSE\t" + base.getPath() + "\tTRUE\t");
        assertThat(crawl.all().stream().map(URI::getPath))
                .contains(base.getPath() + "/static/htmx.min.js", base.getPath() + "/ui/devices/live");
        assertThat(visitor.cookies()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void whatRoutersAreToldIsTheServerUrl(String sample) throws IOException {
        assertThat(visitor(sample)
                        .get(URI.create(outside(sample) + "/bootstrap"))
                        .body())
                .contains("ZTP_SERVER='" + SERVER_URL + "'");
    }

    @ParameterizedTest
    @MethodSource("samples")
    void liveEventsDoNotWaitInABuffer(String sample) throws IOException {
        Curl visitor = visitor(sample);
        URI base = outside(sample);
        new Crawl(visitor, base).signIn(token);
        try (BufferedReader lines = visitor.listen(URI.create(base + "/ui/devices/live"))) {
            assertThat(lines.readLine()).startsWith(":");
            register(visitor, base, "02:00:5e:00:54:0" + samples().indexOf(sample));
            assertThat(lines.lines().anyMatch("event: changed"::equals)).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void filesLeaveInPieces(String sample) throws IOException {
        URI file = URI.create(outside(sample) + "/fw/big.bin");
        Answer end = visitor(sample).ask(file, List.of("--range", "-4"));
        assertThat(end.status()).isEqualTo(206);
        assertThat(end.header("Content-Range")).isEqualTo("bytes 1073741820-1073741823/1073741824");
        assertThat(end.body()).isEqualTo("last");
        List<String> unchanged = List.of("--header", "If-None-Match: " + end.header("ETag"));
        assertThat(visitor(sample).ask(file, unchanged).status()).isEqualTo(304);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ztp-http-prefix", "ztp-ajp-prefix"})
    void aFileOfOneGibibyteArrivesWhole(String sample) throws IOException {
        URI file = URI.create(outside(sample) + "/fw/big.bin");
        Path half = folder.resolve("half-" + sample);
        for (String range : List.of("0-536870911", "536870912-")) {
            Answer answer = visitor(sample).ask(file, List.of("--range", range, "--output", half.toString()));
            assertThat(answer.status()).isEqualTo(206);
            assertThat(half).hasSize(GIBIBYTE / 2);
        }
        Files.delete(half);
    }

    @Test
    void aDeviceAppearsInABrowserUnderTheOuterPrefixWithoutAReload() throws IOException {
        URI base = outside("ztp-http-prefix");
        try (Browser browser =
                new Browser("--host-resolver-rules=MAP " + Httpd.NAME + " 127.0.0.1", "--ignore-certificate-errors")) {
            browser.driver().get(base.toString());
            browser.one("input[name=token]").sendKeys(token);
            browser.one("form button").click();
            browser.awaitUrl(URI.create(base + "/ui/devices"));
            browser.awaitText(".live", "Live", PATIENCE);
            browser.script("window.mark = 'not reloaded'");

            register(visitor("ztp-http"), outside("ztp-http"), "02:00:5e:00:55:01");

            browser.awaitText("#devices", "02:00:5e:00:55:01", PATIENCE);
            assertThat(browser.script("return window.mark")).isEqualTo("not reloaded");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void whoDoesNotKnowTheSecretGetsNothingByAjp() throws IOException {
        assertThat(visitor("thief")
                        .get(URI.create(outside("thief") + "/health"))
                        .status())
                .isEqualTo(403);
    }
}
