package org.openztp.image.builder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.image.upstream.BuilderArchive;
import org.openztp.image.upstream.origin.Upstreams;

/** Archives of a server and of a folder. */
class UpstreamArchivesIT {
    @TempDir
    Path folder;

    private HttpServer server;
    private UpstreamArchives archives;

    @BeforeEach
    void aServerAndAFolder() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/releases/ib.tar.zst", exchange -> {
            byte[] content = "from the server".getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
            exchange.close();
        });
        server.start();
        Files.writeString(
                Files.createDirectories(folder.resolve("up/releases")).resolve("ib.tar.zst"), "from the folder");
        Files.writeString(
                folder.resolve("upstream.yaml"),
                "every: 0s\nupstreams:\n  - name: far\n    url: http://127.0.0.1:"
                        + server.getAddress().getPort() + "\n  - name: near\n    url: " + folder.resolve("up") + "\n");
        archives = new UpstreamArchives(new Upstreams(folder, InstantSource.system()));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static BuilderArchive archive(String upstream, String file) {
        return new BuilderArchive(upstream, "releases/" + file, file, "0".repeat(64), null);
    }

    private String fetched(String upstream) throws IOException, InterruptedException {
        Path into = folder.resolve("fetched-" + upstream);
        archives.fetch(archive(upstream, "ib.tar.zst"), into);
        return Files.readString(into);
    }

    @Test
    void anArchiveComesFromWhereTheCatalogueHasIt() throws Exception {
        assertThat(fetched("far")).isEqualTo("from the server");
        assertThat(fetched("near")).isEqualTo("from the folder");
    }

    @Test
    void onlyAServersImageBuildersHaveToFetchPackages() throws IOException {
        assertThat(archives.server(archive("far", "ib.tar.zst")))
                .hasValue("http://127.0.0.1:" + server.getAddress().getPort());
        assertThat(archives.server(archive("near", "ib.tar.zst"))).isEmpty();
    }

    @Test
    void whatIsNotThereAnyMoreIsNamed() {
        for (String upstream : new String[] {"far", "near"}) {
            assertThatThrownBy(() -> archives.fetch(archive(upstream, "gone.tar.xz"), folder.resolve("x")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("gone.tar.xz");
        }
        assertThatThrownBy(() -> archives.fetch(archive("other", "ib.tar.zst"), folder.resolve("x")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has no other any more");
        server.stop(0);
        assertThatThrownBy(() -> archives.fetch(archive("far", "ib.tar.zst"), folder.resolve("x")))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("far: ");
    }
}
