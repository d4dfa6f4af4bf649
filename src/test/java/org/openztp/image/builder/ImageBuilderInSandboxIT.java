package org.openztp.image.builder;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.image.BuildFault;
import org.openztp.image.Builder.Built;
import org.openztp.image.Builder.Down;
import org.openztp.image.Builder.Failed;
import org.openztp.image.ImageRequest;
import org.openztp.image.ImageRequest.Packages;
import org.openztp.image.ImageRequest.Repositories;
import org.openztp.testkit.Certificates;
import org.openztp.testkit.ToyImageBuilder;

/** The same in a sandbox. */
class ImageBuilderInSandboxIT extends ImageBuilderProcessIT {
    @TempDir
    Path certificates;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer repository;

    @Override
    Sandbox sandbox() {
        Path bwrap = Path.of(System.getProperty("bwrap", "/usr/bin/bwrap"));
        return new Sandbox(Optional.of(bwrap), Sandbox.find("prlimit"), Sandbox.find("setsid"));
    }

    /** One of packages that call home as soon as they are run. */
    @BeforeEach
    void aRepository() throws IOException {
        repository = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        repository.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().getPath());
            if (exchange.getRequestURI().getPath().equals("/endless")) {
                endless(exchange);
            }
            byte[] script = ("echo it runs; curl -sf -m 5 " + url() + "/home || echo nobody is home\n").getBytes(UTF_8);
            exchange.sendResponseHeaders(200, script.length);
            exchange.getResponseBody().write(script);
            exchange.close();
        });
        repository.setExecutor(threads);
        repository.start();
    }

    private void endless(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream body = exchange.getResponseBody()) {
            while (!threads.isShutdown()) {
                body.write(new byte[64 * 1024]);
            }
        }
    }

    @AfterEach
    void closeTheRepository() {
        threads.shutdownNow();
        repository.stop(0);
    }

    private String url() {
        return "http://127.0.0.1:" + repository.getAddress().getPort();
    }

    private ImageRequest fromTheRepository() {
        return new ImageRequest(
                "24.10.2",
                "",
                "toy/generic",
                "acme_one",
                new Packages(List.of("far-one"), null, false),
                null,
                null,
                null,
                new Repositories(Map.of("mine", url()), true, List.of()),
                null);
    }

    @Test
    void itSeesProgramsAndItsOwnFolderAndNothingElse() throws Exception {
        String seen = build(request("toy-look")).output().stdout();

        assertThat(seen)
                .contains("networks: lo\n")
                .doesNotContain("sees /home", "sees /root", "wrote /usr", "ZTP_")
                .containsPattern("processes: \\d\\n");
    }

    @Test
    void packagesAreFetchedBeforeAnythingOfThemRunsAndNothingOfThemReachesTheNetwork() throws Exception {
        for (ToyImageBuilder toy : List.of(ToyImageBuilder.opkg("24.10.2"), ToyImageBuilder.apk("24.10.2"))) {
            asked.clear();
            archive(toy);

            assertThat(build(fromTheRepository()).output().stdout()).contains("it runs", "nobody is home");
            assertThat(asked).containsExactly("/far-one");
        }
    }

    /** Whose own repository is the test's. */
    private List<ToyImageBuilder> both() {
        return List.of(
                ToyImageBuilder.opkg("24.10.2").with("repositories.conf", "src/gz toy " + url() + "\n"),
                ToyImageBuilder.apk("25.12.0").with("repositories", url() + "\n"));
    }

    @Test
    void theImageBuilderOfAServerFetchesFromThere() throws Exception {
        upstream(url() + "/releases");
        for (ToyImageBuilder toy : both()) {
            asked.clear();
            archive(toy);

            assertThat(build(request("far-one")).output().stdout()).contains("it runs", "nobody is home");
            assertThat(asked).containsExactly("/far-one");
        }
    }

    @Test
    void aPrivateRepositoryThatOnlyTheImageBuilderNamesIsRefusedAndNamed() {
        upstream("http://127.0.0.1:1/releases");
        for (ToyImageBuilder toy : both()) {
            archive(toy);

            assertThatThrownBy(() -> build(request("far-one")))
                    .isInstanceOf(Down.class)
                    .hasMessageContaining("packages cannot be fetched: ")
                    .hasMessageContaining("GET " + url() + "/far-one: this host is not on the public internet");
        }
        assertThat(asked).isEmpty();
    }

    @Test
    void noPacketLeavesTheSandboxButToTheUpstreamAndNoneAtAllWhenAnImageIsMade() throws Exception {
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/", exchange -> asked.add("the other port"));
        other.setExecutor(threads);
        other.start();
        String probe = PROBE.replace("UPSTREAM", url())
                .replace("UPPORT", String.valueOf(repository.getAddress().getPort()))
                .replace("OTHERPORT", String.valueOf(other.getAddress().getPort()));
        upstream(url());
        archive(ToyImageBuilder.opkg("24.10.2").with("probe.sh", probe));

        Built built = build(request());
        other.stop(0);

        String[] told = image(built).split("== ");
        assertThat(told[1])
                .startsWith("manifest")
                .contains("upstream 200", "other host 403", "other port 403", "this host 403", "metadata 403")
                .contains("connection 403", "past the proxy 000", "no name", "no socket", "no datagram");
        assertThat(told[2])
                .startsWith("image")
                .contains("upstream 000", "other host 000", "no name", "no socket", "no datagram", "no gate");
        assertThat(asked).containsExactly("/probe");
        assertThat(built.output().stderr())
                .contains("ztp: not fetched: GET http://evil.example:80/x: neither the upstream nor")
                .contains("ztp: not fetched: CONNECT https://evil.example:443: neither the upstream nor");
    }

    private static final String PROBE = """
            echo "== $1"
            try() { name=$1; shift; curl -s -m 5 -o /dev/null -w "$name %{http_code}\\n" "$@"; }
            try upstream UPSTREAM/probe
            try 'other host' http://evil.example/x
            try 'other port' http://127.0.0.1:OTHERPORT/
            try 'this host' http://localhost:UPPORT/
            try metadata http://169.254.169.254/latest/meta-data/
            try 'past the proxy' --noproxy '*' UPSTREAM/past
            curl -s -m 5 -o /dev/null -w 'connection %{http_connect}\\n' https://evil.example/
            getent hosts downloads.openwrt.org || echo 'no name'
            perl -MIO::Socket::INET -e \
                'print IO::Socket::INET->new(PeerAddr => "127.0.0.1:UPPORT") ? "a socket\\n" : "no socket\\n"'
            perl -MIO::Socket::INET -e 'my $s = IO::Socket::INET->new(PeerAddr => "9.9.9.9:53", Proto => "udp");
                print $s && $s->send("x") ? "a datagram\\n" : "no datagram\\n"'
            test -e /gate || echo 'no gate'
            true
            """;

    @Test
    void packagesComeByHttpsThroughAConnectionOfTheirOwn() throws Exception {
        HttpsServer secure = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        secure.setHttpsConfigurator(new HttpsConfigurator(new Certificates(certificates).context()));
        secure.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("by https".getBytes(UTF_8));
            exchange.close();
        });
        secure.setExecutor(threads);
        secure.start();
        String url = "https://127.0.0.1:" + secure.getAddress().getPort();
        upstream(url);
        archive(ToyImageBuilder.apk("25.12.0")
                .with(
                        "probe.sh",
                        "curl -sk -m 5 " + url + "/a; wget -q --no-check-certificate -t 1 -O - " + url + "/b; true"));

        assertThat(image(build(request()))).contains("by httpsby https");
        secure.stop(0);
    }

    @Test
    void whatFetchesWithoutEndIsEnded() {
        upstream(url());
        archive(ToyImageBuilder.opkg("24.10.2").with("probe.sh", "curl -s " + url() + "/endless >/dev/null"));

        assertThatThrownBy(() -> build(request()))
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.fault()).isEqualTo(BuildFault.TOO_MUCH))
                .hasMessage("it fetched more than 47 MiB");
        nothingOfItRuns();
    }

    @Test
    void whatFetchesWithoutGettingAnywhereIsEndedInTime() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            String url = "http://127.0.0.1:" + silent.getLocalPort();
            upstream(url);
            archive(ToyImageBuilder.opkg("24.10.2").with("probe.sh", "curl -s " + url));

            assertThatThrownBy(() ->
                            build(request(), new Bounds(Duration.ofSeconds(2), 2L << 30, 50_000_000, 200, 4L << 20)))
                    .isInstanceOfSatisfying(
                            Failed.class, failed -> assertThat(failed.fault()).isEqualTo(BuildFault.TIMED_OUT));
        }
        nothingOfItRuns();
    }

    @Test
    void aLongHomeIsNoHindrance() throws Exception {
        home("z".repeat(120));
        upstream(url());
        archive(both().get(0));

        assertThat(build(request("far-one")).output().stdout()).contains("it runs");
    }

    @Test
    void nothingIsFetchedWhereThatIsForbidden() {
        forbidNetwork();

        assertThatThrownBy(() -> build(fromTheRepository()))
                .isInstanceOf(Down.class)
                .hasMessageContaining("packages cannot be fetched");
        assertThat(asked).isEmpty();
    }
}
