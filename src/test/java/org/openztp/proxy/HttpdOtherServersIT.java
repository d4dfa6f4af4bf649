package org.openztp.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openztp.proxy.Visitor.Answer;
import org.openztp.testkit.ServerProcess;

/** The samples by HTTP in front of the servers that are no Tomcat of their own: {@code java -jar ztp.war} and WildFly. */
@Tag("lab")
class HttpdOtherServersIT {
    private static final String TRUSTED = "127.0.0.1/32";

    @TempDir
    static Path folder;

    private static final Map<String, Integer> PORTS = new HashMap<>();
    private static ServerProcess standalone;
    private static WildFlyProcess wildfly;
    private static Httpd httpd;

    @BeforeAll
    static void start() throws IOException {
        standalone = new ServerProcess(home("standalone"), "http.trusted-proxies", TRUSTED).start();
        wildfly = new WildFlyProcess(
                folder.resolve("wildfly"),
                Map.of("ztp.home", home("wildfly").toString(), "ztp.http.trusted-proxies", TRUSTED));
        httpd = new Httpd(folder.resolve("httpd"));
        for (String sample : List.of("ztp-http", "ztp-http-prefix")) {
            PORTS.put("standalone " + sample, httpd.site(sample, standalone.port()));
            PORTS.put("wildfly " + sample, httpd.site(sample, wildfly.port()));
        }
        PORTS.put("wildfly ztp-ajp", httpd.site("ztp-ajp", wildfly.ajpPort()));
        httpd.start();
    }

    private static Path home(String server) {
        return folder.resolve("home-" + server);
    }

    @AfterAll
    static void stop() {
        wildfly.close();
        standalone.close(); // ends the streams, for which httpd would wait
        httpd.close();
    }

    @ParameterizedTest
    @CsvSource({
        "standalone, ztp-http, /ztp",
        "standalone, ztp-http-prefix, /site/a/ztp",
        "wildfly, ztp-http, /ztp",
        "wildfly, ztp-http-prefix, /site/a/ztp",
        "wildfly, ztp-ajp, /ztp"
    })
    void pagesStreamsFilesAndTheUrlForRoutersAreThoseOfTheOuterPrefix(String server, String sample, String prefix)
            throws IOException {
        Files.writeString(home(server).resolve("fw/image.bin"), "an image");
        URI base = URI.create("https://" + Httpd.NAME + ":" + PORTS.get(server + " " + sample) + prefix);
        Curl visitor = new Curl(Files.createTempDirectory(folder, server), httpd.certificate());
        Crawl crawl = new Crawl(visitor, base);

        assertThat(visitor.get(crawl.at("/bootstrap")).body()).contains("ZTP_SERVER='" + base + "'");
        Answer part = visitor.ask(crawl.at("/fw/image.bin"), List.of("--range", "3-"));
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.body()).isEqualTo("image");
        assertThat(visitor.get(base).leadsTo()).isEqualTo(crawl.at("/"));
        String form = "mac=02:00:5e:00:53:01&hostname=ap&release=24.10.1&board_name=acme,one";
        assertThat(visitor.send(crawl.at("/register"), form).body()).isEqualTo("OK\n");

        crawl.signIn(Files.readString(home(server).resolve("keys/admin-token")).strip());
        assertThat(visitor.cookies().get(0)).startsWith("net.example\tFALSE\t" + prefix + "\tTRUE\t");
        assertThat(crawl.all()).contains(crawl.at("/static/htmx.min.js"));
    }
}
