package org.openztp.registration.ztps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openztp.registration.ztps.DialectServer.text;
import static org.openztp.registration.ztps.DialectServer.type;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /actions}, {@code /files} and {@code /meta} as ZTPServer's clients know them. */
class FilesContractIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path home;

    private static DialectServer server;

    @BeforeAll
    static void start() {
        server = DialectServer.start(home);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void assertNothing(HttpResponse<byte[]> answer, int status) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(type(answer)).isEqualTo("text/html");
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void anActionIsAProgram() {
        HttpResponse<byte[]> answer = server.get("/actions/add_config");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(type(answer)).isEqualToIgnoringCase("text/x-python;charset=utf-8");
        assertThat(text(answer)).isEqualTo("def main(attributes):\n  pass\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actions/none", "/actions/.hidden", "/actions/a/b", "/actions/", "/actions"})
    void whatIsNoActionIsNotFound(String path) {
        assertNothing(server.get(path), 404);
    }

    @Test
    void anActionAboveTheLimitIsTooLong() throws IOException {
        Files.write(home.resolve("conf/actions/large"), new byte[(4 << 20) + 1]);
        assertNothing(server.get("/actions/large"), 413);
    }

    @ParameterizedTest
    @CsvSource({
        "/files/leaf.template, 'hostname $hostname\n'",
        "/files/EOS.swi, SWI-BYTES",
        "/files/deep/er/file, 'deep\n'"
    })
    void aFileIsText(String path, String content) {
        HttpResponse<byte[]> answer = server.get(path);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(type(answer)).isEqualToIgnoringCase("text/plain;charset=utf-8");
        assertThat(text(answer)).isEqualTo(content);
        assertThat(answer.headers().firstValue("Accept-Ranges")).contains("bytes");
        assertThat(answer.headers().firstValue("Last-Modified")).isPresent();
        assertThat(answer.headers().firstValue("Content-Length")).contains(String.valueOf(content.length()));
        assertThat(answer.headers().firstValue("Content-Encoding")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/files/none", "/files/deep/none", "/files/.hidden", "/files/EOS.swi/", "/files/EOS.swi/x"})
    void whatIsNoFileIsNotFound(String path) {
        assertNothing(server.get(path), 404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/files/deep", "/files/deep/er/", "/files/", "/files"})
    void aFolderIsForbidden(String path) {
        assertNothing(server.get(path), 403);
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-2,   206, SWI,       bytes 0-2/9",
        "bytes=4-,    206, BYTES,     bytes 4-8/9",
        "bytes=-5,    206, BYTES,     bytes 4-8/9",
        "bytes=9-,    416, '',        bytes */9",
        "lines=1-2,   200, SWI-BYTES, ''"
    })
    void aPartOfAFileIsServed(String range, int status, String content, String contentRange) {
        HttpResponse<byte[]> answer = server.get("/files/EOS.swi", "Range", range);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(text(answer)).isEqualTo(content);
        assertThat(answer.headers().firstValue("Content-Range").orElse("")).isEqualTo(contentRange);
    }

    @ParameterizedTest
    @CsvSource({"'Sun, 01 Mar 2026 10:00:00 GMT', 304", "'Sun, 01 Mar 2026 09:59:59 GMT', 200", "yesterday, 200"})
    void aFileThatDidNotChangeIsNotSentAgain(String since, int status) throws IOException {
        Path file = home.resolve("conf/files/dated");
        Files.writeString(file, "x");
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-03-01T10:00:00Z")));

        HttpResponse<byte[]> answer = server.get("/files/dated", "If-Modified-Since", since);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Last-Modified")).contains("Sun, 01 Mar 2026 10:00:00 GMT");
    }

    @Test
    void aCompressedFileSaysSo() throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write("plain".getBytes(StandardCharsets.UTF_8));
        }
        Files.write(home.resolve("conf/files/a.tar.gz"), compressed.toByteArray());

        HttpResponse<byte[]> answer = server.get("/files/a.tar.gz");

        assertThat(answer.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(type(answer)).isEqualToIgnoringCase("text/plain;charset=utf-8");
        assertThat(answer.body()).isEqualTo(compressed.toByteArray());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/files/EOS.swi", "/actions/add_config", "/meta/files/EOS.swi"})
    void headTellsWhatGetWould(String path) {
        HttpResponse<byte[]> get = server.get(path);
        HttpResponse<byte[]> head = server.send("HEAD", path, new byte[0]);

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(type(head)).isEqualTo(type(get));
        assertThat(head.headers().firstValue("Content-Length")).contains(String.valueOf(get.body().length));
        assertThat(head.body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /files/EOS.swi",
        "PUT, /files/EOS.swi",
        "DELETE, /files/EOS.swi",
        "POST, /actions/add_config",
        "PUT, /actions/add_config",
        "POST, /meta/files/EOS.swi",
        "PUT, /bootstrap/config"
    })
    void aWrongMethodIsNotFoundAndChangesNothing(String method, String path) throws IOException {
        assertNothing(server.send(method, path, "evil".getBytes(StandardCharsets.UTF_8)), 404);
        assertThat(home.resolve("conf/files/EOS.swi")).hasContent("SWI-BYTES");
    }

    @ParameterizedTest
    @CsvSource({"/meta/files/EOS.swi, 9", "/meta/actions/add_config, 29", "/meta/files/deep/er/file, 5"})
    void sizeAndChecksumsAreTold(String path, int size) throws Exception {
        HttpResponse<byte[]> answer = server.get(path);
        String content = text(server.get(path.substring("/meta".length())));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(type(answer)).isEqualTo("application/json");
        JsonNode meta = JSON.readTree(answer.body());
        assertThat(meta.size()).isEqualTo(3);
        assertThat(meta.path("size").asInt()).isEqualTo(size);
        assertThat(meta.path("sha1").asText()).isEqualTo(hex("SHA-1", content));
        assertThat(meta.path("sha256").asText()).isEqualTo(hex("SHA-256", content));
    }

    private static String hex(String algorithm, String content) throws Exception {
        return java.util.HexFormat.of()
                .formatHex(java.security.MessageDigest.getInstance(algorithm)
                        .digest(content.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void theChecksumsAreThoseOfTheFileAsItIsNow() throws Exception {
        Path file = home.resolve("conf/files/changing");
        DialectServer.write(file, "one");
        assertThat(text(server.get("/meta/files/changing"))).contains(hex("SHA-1", "one"));

        DialectServer.write(file, "another");
        assertThat(text(server.get("/meta/files/changing"))).contains(hex("SHA-1", "another"));
    }

    @Test
    void aNodesFilesHaveChecksumsToo() throws Exception {
        server.makeNode("META1", "startup-config", "hostname x\n");

        assertThat(text(server.get("/meta/nodes/META1/startup-config"))).contains(hex("SHA-1", "hostname x\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/meta/files/none",
                "/meta/files/deep",
                "/meta/files/",
                "/meta/files",
                "/meta/actions/none",
                "/meta/nodes/NONE/startup-config",
                "/meta/nodes/META1",
                "/meta/other/x",
                "/meta/keys/admin-token",
                "/meta/conf/ztp.conf",
                "/meta/definitions/leaf",
                "/meta",
                "/meta/files/.hidden"
            })
    void ofWhatIsNoFileNothingIsTold(String path) {
        assertNothing(server.get(path), 404);
    }
}
