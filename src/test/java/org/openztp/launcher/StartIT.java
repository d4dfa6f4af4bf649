package org.openztp.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code java -jar ztp.war} as its operator knows it. */
@Timeout(300)
class StartIT {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    @TempDir
    Path folder;

    /** The Java of this build, and newer ones where Debian's folder has some. */
    static Stream<Path> javas() throws IOException {
        Path debian = Path.of("/usr/lib/jvm");
        List<Path> javas = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"))));
        if (Files.isDirectory(debian)) {
            try (Stream<Path> installed = Files.list(debian)) {
                installed
                        .filter(java -> !Files.isSymbolicLink(java) && isNewer(java))
                        .forEach(javas::add);
            }
        }
        return javas.stream();
    }

    private static boolean isNewer(Path java) {
        return java.getFileName().toString().contains("25") && Files.isExecutable(java.resolve("bin/java"));
    }

    @ParameterizedTest
    @MethodSource("javas")
    void aFirstStartOnAnEmptyFolderAnswersAndSaysWhatToDoNext(Path java) throws Exception {
        Path home = folder.resolve("home");
        try (WarRun run = WarRun.Plan.in(home).by(java).start("--port", "0")) {
            URI base = run.ready();

            assertThat(run.out())
                    .containsPattern("OpenZTP \\d\\S* is ready")
                    .contains(home.toString(), home.resolve("keys/admin-token").toString())
                    .containsPattern("dhcp-boot=this_is_update_server,\\S*,\\d+\\.\\d+\\.\\d+\\.\\d+");
            assertThat(run.err()).doesNotContain("WARN", "SEVERE", "Exception");
            HttpResponse<String> bootstrap = get(base, "/bootstrap");
            assertThat(bootstrap.statusCode()).isEqualTo(200);
            assertThat(bootstrap.body()).startsWith("#!/bin/sh").contains("ZTP_SERVER='" + base + "'");
            assertThat(get(base, "/health").body()).isEqualTo("{\"status\":\"up\"}");
            assertThat(get(base, "/static/htmx.min.js").statusCode()).isEqualTo(200);
            String token = Files.readString(home.resolve("keys/admin-token")).strip();
            assertThat(getWith(token, base, "/api/v1/status").body()).contains("\"database\":\"H2\"");

            run.terminate();
            assertThat(run.end()).isEqualTo(143);
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("keys/admin-token"))))
                .isEqualTo("rw-------");
        assertThat(home.resolve("log/ztp.0.log")).content().contains("OpenZTP ", home.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/META-INF/versions/17/org/openztp/launcher/Main.class",
                "/META-INF/standalone/",
                "/META-INF/MANIFEST.MF",
                "/org/openztp/launcher/Main.class",
                "/WEB-INF/web.xml",
                "/WEB-INF/lib/",
                "/WEB-INF/conf/ztp.conf",
                "/lib/",
                "/static/"
            })
    void whatIsNotForTheWorldIsNotFound(String path) throws Exception {
        assertThat(get(shared(), path).statusCode()).isEqualTo(404);
    }

    /** Sent as they are: a client's library would mend them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/ztp/fw/../../../etc/passwd",
                "/ztp/fw/%2e%2e/%2E%2e/%2e%2e/etc/passwd",
                "/../ztp/fw/",
                "/ztp/fw/..%2f..%2f..%2fetc/passwd",
                "/ztp/fw/..%5c..%5cetc%5cpasswd",
                "/ztp/fw/a.bin%00",
                "/ztp/fw/a.bin;x",
                "/ztp/%00",
                "/ztp/static/%2e%2e/WEB-INF/web.xml"
            })
    void pathsThatLeadOutAreNotFound(String path) throws Exception {
        URI base = shared();
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 404 ")
                    .doesNotContain("Tomcat");
        }
    }

    private static WarRun one;
    private static URI url;

    @TempDir
    static Path sharedHome;

    /** One server for all requests that change nothing. */
    private static synchronized URI shared() throws IOException {
        if (one == null) {
            one = WarRun.Plan.in(sharedHome).start("--port", "0");
            url = one.ready();
        }
        return url;
    }

    @AfterAll
    static void stopShared() throws IOException {
        if (one != null) {
            one.close();
        }
    }

    @Test
    void wrongSettingsAreOneNumberedListAndExitCodeTwo() throws Exception {
        Path conf = Files.writeString(folder.resolve("my.conf"), "http.port = 99999\nhttp.adress = 127.0.0.1\n");
        try (WarRun run = WarRun.Plan.in(folder.resolve("home")).start("--conf", conf.toString())) {
            assertThat(run.end()).isEqualTo(2);
            assertThat(run.err())
                    .contains("  1. " + conf + ":2: http.adress: there is no such setting; did you mean http.address?")
                    .contains("  2. " + conf + ":1: http.port: a whole number from 0 to 65535 is wanted")
                    .doesNotContain("Exception", "\tat ");
        }
    }

    @Test
    void aTakenPortIsOneClearLineAndExitCodeOne() throws Exception {
        try (ServerSocket taken = new ServerSocket(0);
                WarRun run = WarRun.Plan.in(folder.resolve("home")).start("--port", "" + taken.getLocalPort())) {
            assertThat(run.end()).isEqualTo(1);
            assertThat(complaints(run)).singleElement().asString().contains("port " + taken.getLocalPort());
        }
    }

    /** Without the log's lines that only inform. */
    private static List<String> complaints(WarRun run) {
        return run.err().lines().filter(line -> !line.contains(" INFO ")).toList();
    }

    @Test
    void aSecondServerOnTheSameFolderIsRefusedInOneLine() throws Exception {
        Path home = folder.resolve("home");
        try (WarRun first = WarRun.Plan.in(home).start("--port", "0")) {
            first.ready();
            try (WarRun second = WarRun.Plan.in(home).start("--port", "0")) {
                assertThat(second.end()).isEqualTo(1);
                assertThat(complaints(second))
                        .singleElement()
                        .asString()
                        .contains("another server runs on this data folder");
            }
        }
    }

    @Test
    void afterKillNineItStartsAgainWithAllItKnew() throws Exception {
        Path home = folder.resolve("home");
        String device;
        try (WarRun run = WarRun.Plan.in(home).start("--port", "0")) {
            device = register(run.ready());
            run.kill();
        }
        try (WarRun run = WarRun.Plan.in(home).start("--port", "0")) {
            URI base = run.ready();
            String token = Files.readString(home.resolve("keys/admin-token")).strip();

            assertThat(device).contains("\"id\":1");
            assertThat(getWith(token, base, "/api/v1/devices/1").body()).contains("02:1a:b0:00:00:01");
        }
    }

    @Test
    void startsAtOnceUnpackOnceAndLeaveNoRest() throws Exception {
        Path home = folder.resolve("home");
        List<WarRun> runs = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            runs.add(WarRun.Plan.in(home).start("--version"));
        }
        for (WarRun run : runs) {
            assertThat(run.end()).as(run.err()).isZero();
            assertThat(run.out()).startsWith("OpenZTP ");
            run.close();
        }
        try (Stream<Path> left = Files.list(home.resolve("tmp"))) {
            assertThat(left)
                    .singleElement()
                    .satisfies(one -> assertThat(one.getFileName().toString()).startsWith("war-"));
        }
    }

    @Test
    void aHalfFinishedUnpackingAndAnOlderWarAreClearedAway() throws Exception {
        Path tmp = folder.resolve("home/tmp");
        Path half = Files.createDirectories(tmp.resolve("unpacking-1/lib"));
        Path old = Files.createDirectories(tmp.resolve("war-1-1/web"));
        Files.setLastModifiedTime(half.getParent(), FileTime.fromMillis(0));
        Files.setLastModifiedTime(old.getParent(), FileTime.fromMillis(0));
        try (WarRun run = WarRun.Plan.in(folder.resolve("home")).start("--port", "0")) {
            run.ready();

            assertThat(half.getParent()).doesNotExist();
            assertThat(old.getParent()).doesNotExist();
        }
    }

    @Test
    void withoutZtpHomeAllLiesInTheUsersFolder() throws Exception {
        WarRun.Plan plan =
                new WarRun.Plan(Path.of(System.getProperty("java.home")), null, List.of("-Duser.home=" + folder));
        try (WarRun run = plan.start("--port", "0")) {
            run.ready();

            assertThat(folder.resolve(".ztp/keys/admin-token")).exists();
            assertThat(folder.resolve(".ztp/conf/ztp.conf")).exists();
        }
    }

    private static String register(URI base) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/register"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"mac\":\"02:1a:b0:00:00:01\"}"))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    private static HttpResponse<String> get(URI base, String path) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(URI.create(base + path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> getWith(String token, URI base, String path)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + path))
                .header("Authorization", "Bearer " + token)
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
