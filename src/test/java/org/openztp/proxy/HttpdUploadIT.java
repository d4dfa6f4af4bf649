package org.openztp.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.proxy.Visitor.Answer;

/** What httpd, as the samples set it up, makes of uploads, shown with a servlet behind it that counts what comes. */
@Tag("lab")
class HttpdUploadIT {
    private static final long GIBIBYTE = 1L << 30;
    private static final int MEBIBYTE = 1 << 20;
    private static final AtomicLong RECEIVED = new AtomicLong();

    @TempDir
    static Path folder;

    private static final Map<String, Integer> PORTS = new HashMap<>();
    private static Tomcat tomcat;
    private static Httpd httpd;

    private static final class Counting extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            RECEIVED.set(0);
            InputStream body = request.getInputStream();
            byte[] buffer = new byte[65536];
            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                RECEIVED.addAndGet(n);
            }
            response.getWriter().print(RECEIVED.get());
        }
    }

    @BeforeAll
    static void start() throws IOException, LifecycleException {
        tomcat = new Tomcat();
        tomcat.setBaseDir(folder.resolve("tomcat").toString());
        Connector http = connector("HTTP/1.1");
        Connector ajp = connector("AJP/1.3");
        assertThat(ajp.setProperty("secret", "change-me")).isTrue();
        Context context = tomcat.addContext("/ztp", null);
        Tomcat.addServlet(context, "counting", new Counting()).addMapping("/*");
        tomcat.start();
        httpd = new Httpd(folder.resolve("httpd"));
        PORTS.put("ztp-http", httpd.site("ztp-http", http.getLocalPort()));
        PORTS.put("ztp-ajp", httpd.site("ztp-ajp", ajp.getLocalPort()));
        PORTS.put("plain ztp-http", httpd.plainSite("ztp-http", http.getLocalPort()));
        PORTS.put("plain ztp-ajp", httpd.plainSite("ztp-ajp", ajp.getLocalPort()));
        httpd.start();
    }

    private static Connector connector(String protocol) {
        Connector connector = new Connector(protocol);
        connector.setPort(0);
        assertThat(connector.setProperty("address", "127.0.0.1")).isTrue();
        tomcat.getService().addConnector(connector);
        return connector;
    }

    @AfterAll
    static void stop() throws LifecycleException {
        httpd.close();
        tomcat.stop();
        tomcat.destroy();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ztp-http", "ztp-ajp"})
    void anImageOfOneGibibytePassesWithTheFormAroundIt(String site) throws IOException {
        Path file = folder.resolve("upload");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(GIBIBYTE + MEBIBYTE);
        }
        URI uri = URI.create("https://" + Httpd.NAME + ":" + PORTS.get(site) + "/ztp/images");
        Curl visitor = new Curl(Files.createTempDirectory(folder, site), httpd.certificate());
        Answer answer = visitor.ask(uri, List.of("--request", "POST", "--upload-file", file.toString()));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("" + (GIBIBYTE + MEBIBYTE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain ztp-http", "plain ztp-ajp"})
    void anUploadIsPassedOnWhileItComes(String site) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", PORTS.get(site))) {
            OutputStream out = socket.getOutputStream();
            String head = "POST /ztp/images HTTP/1.1\r\nHost: net.example\r\nConnection: close\r\nContent-Length: "
                    + 32 * MEBIBYTE + "\r\n\r\n";
            out.write(head.getBytes(US_ASCII));
            RECEIVED.set(0);
            out.write(new byte[2 * MEBIBYTE]);
            await().atMost(Duration.ofSeconds(60)).until(() -> RECEIVED.get() >= MEBIBYTE);
            out.write(new byte[30 * MEBIBYTE]);
            BufferedReader answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
            assertThat(answer.lines()).contains("" + 32 * MEBIBYTE);
        }
    }
}
