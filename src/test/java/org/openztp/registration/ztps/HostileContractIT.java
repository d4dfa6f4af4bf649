package org.openztp.registration.ztps;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.openztp.registration.ztps.DialectServer.text;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who means ill gets neither in nor out, and nothing it sends is a fault of the server's. */
class HostileContractIT {
    private static final String SECRET = "nobody is to read this";
    private static final String REPORT = """
            {"model":"vEOS","serialnumber":"GOOD","systemmac":"001c.7300.0001","version":"4.14",
             "neighbors":{"Ethernet1":[{"device":"spine1","port":"Ethernet7"}]},"config":"hostname x"}
            """;

    @TempDir
    static Path parent;

    private static Path home;
    private static DialectServer server;

    @BeforeAll
    static void start() throws IOException {
        home = parent.resolve("home");
        server = DialectServer.start(home);
        DialectServer.write(parent.resolve("secret"), SECRET);
        DialectServer.write(home.resolve("secret"), SECRET);
        DialectServer.write(home.resolve("conf/secret"), SECRET);
        Files.createSymbolicLink(home.resolve("conf/files/out"), home.resolve("secret"));
        Files.createSymbolicLink(home.resolve("conf/files/outer"), parent);
        Files.createSymbolicLink(home.resolve("conf/actions/out"), home.resolve("secret"));
        Files.createDirectories(parent.resolve("elsewhere"));
        DialectServer.write(parent.resolve("elsewhere/startup-config"), SECRET);
        Files.createSymbolicLink(home.resolve("nodes/LINKED"), parent.resolve("elsewhere"));
        server.makeNode("INSIDE", "definition", "actions: []\n");
        Files.createSymbolicLink(server.node("INSIDE").resolve("startup-config"), home.resolve("secret"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static Stream<String> waysOut() {
        List<String> ups = List.of(
                "../secret",
                "../../secret",
                "../../../secret",
                "../../../../../../../../etc/hostname",
                "%2e%2e/secret",
                "%2e%2e/%2e%2e/secret",
                "%2E%2E%2f%2E%2E%2fsecret",
                "..%2fsecret",
                "..%2f..%2fsecret",
                "..%5csecret",
                "..\\secret",
                "..;/secret",
                "..;x=y/secret",
                ";/../secret",
                "./../secret",
                ".%2e/secret",
                "%252e%252e/secret",
                "..%252fsecret",
                "%c0%ae%c0%ae/secret",
                "..%c0%afsecret",
                "%00/../secret",
                "x/../../secret",
                "deep/../../secret",
                "//etc/hostname",
                "/etc/hostname",
                "%2fetc%2fhostname",
                "out",
                "outer/secret",
                "..",
                ".",
                "%2e",
                "%2e%2e",
                "...",
                "secret%00",
                "\u00ff");
        return Stream.of("/files/", "/actions/", "/meta/files/", "/meta/actions/", "/meta/nodes/", "/nodes/")
                .flatMap(folder -> ups.stream().map(folder::concat));
    }

    @ParameterizedTest
    @MethodSource("waysOut")
    void noPathLeadsOut(String path) throws IOException {
        String answer = server.rawGet("/ztp" + path);

        // a path that ends where the application begins is that of its front page
        assertThat(answer).matches("(?s)HTTP/1.1 (40\\d |302 \r\nLocation: /ztp/\r\n).*");
        assertThat(answer).doesNotContain(SECRET, "sha1");
        assertThat(answer)
                .doesNotContain(Files.readString(Path.of("/etc/hostname")).strip() + "\n");
    }

    @ParameterizedTest
    @MethodSource("nodesOut")
    void noNodesPathLeadsOutNeitherToReadNorToWrite(String path) throws IOException {
        Map<Path, String> before = files();
        assertThat(server.rawGet(path)).startsWith("HTTP/1.1 40").doesNotContain(SECRET);
        String put = "PUT " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 3\r\n\r\npwn";
        assertThat(server.raw(put)).startsWith("HTTP/1.1 40");
        assertThat(files()).isEqualTo(before);
    }

    static Stream<String> nodesOut() {
        return Stream.of(
                        "..",
                        "../evil",
                        "%2e%2e",
                        "%2e%2e%2fevil",
                        "..%2fevil",
                        "../../evil",
                        ".",
                        "a%2fb",
                        "a%5cb",
                        "..;",
                        "%00",
                        "INSIDE%00",
                        ".hidden",
                        "-x",
                        "LINKED",
                        "a%20b",
                        "%c3%a4",
                        "x".repeat(101),
                        "INSIDE/..",
                        "INSIDE/../../evil")
                .map(id -> "/ztp/nodes/" + id + "/startup-config");
    }

    @Test
    void aConfigurationThatIsALinkOutIsNotReadAndIsReplaced() throws IOException {
        assertThat(server.get("/nodes/INSIDE/startup-config").statusCode()).isEqualTo(400);
        assertThat(server.put("/nodes/INSIDE/startup-config", "hostname y\n".getBytes(UTF_8), "text/plain")
                        .statusCode())
                .isEqualTo(200);
        assertThat(home.resolve("secret")).hasContent(SECRET);
        assertThat(text(server.get("/nodes/INSIDE/startup-config"))).isEqualTo("hostname y\n");
    }

    @Test
    void noReportWritesOutsideOfItsFolder() throws IOException {
        Map<Path, String> before = files();
        for (String id : List.of(
                "../evil",
                "../../evil",
                "..",
                ".",
                "/etc/evil",
                "a/b",
                "a\\\\b",
                "..\\\\evil",
                "evil\\u0000",
                ".evil",
                "-evil",
                "evil\\n",
                " ",
                "\\u202eevil",
                "ä",
                "x".repeat(101),
                "LINKED/x")) {
            HttpResponse<byte[]> answer =
                    server.post("{\"serialnumber\":\"" + id + "\",\"model\":\"vEOS\",\"config\":\"pwn\"}");
            assertThat(answer.statusCode()).as(id).isEqualTo(400);
        }
        HttpResponse<byte[]> linked = server.post("{\"serialnumber\":\"LINKED\",\"config\":\"pwn\"}");
        assertThat(linked.statusCode()).isEqualTo(400);
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void noBodyIsAFaultOfTheServersAndWhatIsRefusedLeavesNothing() throws IOException {
        Random random = new Random(4);
        Map<Integer, Integer> statuses = new HashMap<>();
        for (int i = 0; i < 300; i++) {
            Map<Path, String> before = files();
            byte[] body = mutated(random, i);
            int status = server.send("POST", "/nodes", body, "Content-Type", "application/json")
                    .statusCode();
            statuses.merge(status, 1, Integer::sum);
            if (status == 400) {
                assertThat(files()).as(new String(body, ISO_8859_1)).isEqualTo(before);
            }
        }
        assertThat(statuses.keySet()).isSubsetOf(201, 400, 409);
        assertThat(statuses.get(400)).isGreaterThan(200);
        for (String node : new TreeSet<>(nodes())) {
            assertThat(node).matches("[A-Za-z0-9][A-Za-z0-9._-]*");
        }
    }

    /** Random bytes, a deep one, a large one; most are a good report with some bytes changed, lost or doubled. */
    private static byte[] mutated(Random random, int number) {
        if (number % 10 == 0) {
            byte[] noise = new byte[random.nextInt(500)];
            random.nextBytes(noise);
            return noise;
        }
        if (number == 1) {
            return ("{\"neighbors\":" + "[".repeat(100_000)).getBytes(UTF_8);
        }
        if (number == 2) {
            return ("{\"serialnumber\":\"A\",\"model\":\"vEOS\",\"neighbors\":{"
                            + "\"E\":[" + "{\"device\":\"a\",\"port\":\"b\"},".repeat(5000)
                            + "{\"device\":\"a\",\"port\":\"b\"}]}}")
                    .getBytes(UTF_8);
        }
        byte[] body = REPORT.getBytes(UTF_8);
        for (int times = 1 + random.nextInt(4); times > 0; times--) {
            int at = random.nextInt(body.length);
            switch (random.nextInt(3)) {
                case 0 -> body[at] = (byte) random.nextInt(256);
                case 1 -> body = joined(Arrays.copyOf(body, at), Arrays.copyOfRange(body, at + 1, body.length));
                default -> body = joined(Arrays.copyOf(body, at), Arrays.copyOfRange(body, at / 2, body.length));
            }
        }
        return body;
    }

    private static byte[] joined(byte[] one, byte[] two) {
        byte[] both = Arrays.copyOf(one, one.length + two.length);
        System.arraycopy(two, 0, both, one.length, two.length);
        return both;
    }

    private static List<String> nodes() throws IOException {
        try (Stream<Path> all = Files.list(home.resolve("nodes"))) {
            return all.map(path -> path.getFileName().toString()).toList();
        }
    }

    /** What lies where a report might write, and around it. */
    private static Map<Path, String> files() throws IOException {
        Map<Path, String> files = new HashMap<>();
        for (Path folder : List.of(home.resolve("nodes"), home.resolve("conf"), parent.resolve("elsewhere"))) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path file : all.filter(Files::isRegularFile).toList()) {
                    files.put(file, new String(Files.readAllBytes(file), ISO_8859_1));
                }
            }
        }
        try (Stream<Path> all = Stream.concat(Files.list(parent), Files.list(home))) {
            all.forEach(path -> files.put(path, ""));
        }
        return files;
    }

    @Test
    void aBodyThatBreaksOffIsNoFaultOfTheServers() {
        String answer = server.raw(
                "POST /ztp/nodes HTTP/1.1\r\nHost: x\r\nContent-Length: zwei\r\n" + "Connection: close\r\n\r\n{");
        assertThat(answer).startsWith("HTTP/1.1 400");
    }

    @Test
    void aReportAboveTheLimitIsTooLong() {
        byte[] large = ("{\"serialnumber\":\"TOOLONG\",\"config\":\"" + "x".repeat(8 << 20) + "\"}").getBytes(UTF_8);

        assertThat(server.send("POST", "/nodes", large).statusCode()).isEqualTo(413);
        assertThat(server.node("TOOLONG")).doesNotExist();
    }
}
