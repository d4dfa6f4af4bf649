package org.openztp.image.builder;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openztp.image.Builder.Down;
import org.openztp.image.ImageRequest;
import org.openztp.image.ImageRequest.Packages;
import org.openztp.image.ImageRequest.Repositories;
import org.openztp.testkit.ToyImageBuilder;

/** The same in a sandbox. */
class ImageBuilderInSandboxIT extends ImageBuilderProcessIT {
    private final List<String> asked = new CopyOnWriteArrayList<>();
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
            byte[] script = ("echo it runs; curl -sf -m 5 " + url() + "/home || echo nobody is home\n").getBytes(UTF_8);
            exchange.sendResponseHeaders(200, script.length);
            exchange.getResponseBody().write(script);
            exchange.close();
        });
        repository.start();
    }

    @AfterEach
    void closeTheRepository() {
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

    @Test
    void nothingIsFetchedWhereThatIsForbidden() {
        forbidNetwork();

        assertThatThrownBy(() -> build(fromTheRepository()))
                .isInstanceOf(Down.class)
                .hasMessageContaining("packages cannot be fetched");
        assertThat(asked).isEmpty();
    }
}
