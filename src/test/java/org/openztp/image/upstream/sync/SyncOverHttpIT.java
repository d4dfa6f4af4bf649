package org.openztp.image.upstream.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.openztp.image.upstream.Version;
import org.openztp.testkit.TestDb;
import org.openztp.testkit.WebServer;

/** An upstream that is a server, and not a good one. */
class SyncOverHttpIT extends WithMirror {
    private static final String PROFILES = "releases/23.05.5/targets/x86/64/profiles.json";
    private static final String TARGETS = "releases/23.05.5/.targets.json";
    private static final String ATH79 = "ath79/generic";

    private ServedUpstream served;
    private WebServer server;

    @Override
    TestDb open() {
        return TestDb.h2();
    }

    @BeforeEach
    void serve() {
        upstream.versions("23.05.5")
                .target("23.05.5", ATH79, "mips_24kc", "acme_one")
                .target("23.05.5", "x86/64", "x86_64", "generic")
                .feeds("23.05.5", "mips_24kc", Map.of("base", Map.of("vim", "1-1")))
                .feeds("23.05.5", "x86_64", Map.of("base", Map.of("nano", "1-1")));
        served = new ServedUpstream(upstream.folder());
        server = WebServer.with(parts -> parts.servlet("upstream", served, "/files/*"));
        configure("upstreams: [{name: openwrt, url: \"http://127.0.0.1:" + server.port() + "/ztp/files/\"}]");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private boolean hasBothTargets() {
        return targets("23.05.5").size() == 2
                && find("23.05.5", ATH79, "acme_one").isPresent()
                && hasPackage("23.05.5", ATH79, "vim")
                && hasPackage("23.05.5", "x86/64", "nano");
    }

    @Test
    void whatHasNotChangedIsNotFetchedAgain() {
        sync();
        assertThat(hasBothTargets()).isTrue();
        assertThat(faults()).isEmpty();
        served.answered.clear();

        sync();
        assertThat(served.answered).isNotEmpty().allMatch(line -> line.startsWith("304 ") || line.startsWith("404 "));

        upstream.revised("23.05.5", "x86/64", "r24107-00000000aa");
        served.answered.clear();
        sync();
        assertThat(served.answered)
                .filteredOn(line -> line.startsWith("200 "))
                .containsExactlyInAnyOrder("200 " + PROFILES, "200 releases/23.05.5/targets/x86/64/sha256sums");
        assertThat(target("23.05.5", "x86/64").orElseThrow().revision()).isEqualTo("r24107-00000000aa");
    }

    static Stream<Arguments> troublesOfOneFile() {
        return Stream.of(
                Arguments.of(ServedUpstream.status(500), "answers 500"),
                Arguments.of(ServedUpstream.status(403), "answers 403"),
                Arguments.of(ServedUpstream.status(404), "is gone"),
                Arguments.of(ServedUpstream.status(304), "but was never there"),
                Arguments.of(ServedUpstream.endless(200), "has more than"),
                Arguments.of(ServedUpstream.endless(404), "has more than"),
                Arguments.of(
                        (ServedUpstream.Trouble) (response, file) -> response.sendRedirect("http://127.0.0.1:9/x"),
                        "sends us on to http://127.0.0.1:9/x"),
                Arguments.of(
                        (ServedUpstream.Trouble) (response, file) ->
                                response.getOutputStream().write("{\"profiles\":{\"generic\":{}}}".getBytes()),
                        "has no titles"));
    }

    @ParameterizedTest
    @MethodSource("troublesOfOneFile")
    void aFileThatIsNotWhatItShouldBeLeavesItsTargetAsItWas(ServedUpstream.Trouble trouble, String words) {
        sync();
        forgetWhatWasFetched();
        served.trouble(PROFILES, trouble);
        upstream.revised("23.05.5", ATH79, "r24108-00000000bb");
        sync();

        assertThat(faults()).singleElement().asString().contains(words);
        assertThat(hasBothTargets()).isTrue();
        assertThat(target("23.05.5", ATH79).orElseThrow().revision()).isEqualTo("r24108-00000000bb");
        assertThat(target("23.05.5", "x86/64").orElseThrow().revision()).isEqualTo("r24106-10cc5fcd00");

        served.mended();
        sync();
        assertThat(faults()).isEmpty();
    }

    /** Else a server that gives no more than 304 would be believed. */
    private void forgetWhatWasFetched() {
        db().run(tx -> tx.em().createNativeQuery("delete from upstream_fetch").executeUpdate());
    }

    static Stream<Arguments> troublesOfAll() {
        return Stream.of(
                Arguments.of(ServedUpstream.status(503), "answers 503"),
                Arguments.of(ServedUpstream.status(429), "answers 429"),
                Arguments.of(ServedUpstream.cut(), "profiles.json: "));
    }

    @ParameterizedTest
    @MethodSource("troublesOfAll")
    void anUpstreamThatDoesNotAnswerAnyMoreLeavesAllAsItWas(ServedUpstream.Trouble trouble, String words) {
        sync();
        long before = read(catalogue::generation);
        upstream.revised("23.05.5", ATH79, "r24108-00000000bb").revised("23.05.5", "x86/64", "r24108-00000000bb");
        served.trouble(PROFILES, trouble);
        served.answered.clear();
        sync();

        assertThat(faults()).singleElement().asString().contains(words, "what was known before stays");
        assertThat(served.answered).filteredOn(line -> line.endsWith(PROFILES)).hasSize(2);
        assertThat(read(catalogue::generation)).isEqualTo(before);
        assertThat(hasBothTargets()).isTrue();

        served.mended();
        sync();
        assertThat(faults()).isEmpty();
        assertThat(target("23.05.5", "x86/64").orElseThrow().revision()).isEqualTo("r24108-00000000bb");
    }

    @Test
    void anUpstreamThatKeepsUsWaitingIsGivenUp() {
        CountDownLatch end = new CountDownLatch(1);
        try {
            served.trouble(TARGETS, ServedUpstream.stalled(end));
            mirror = mirror(Duration.ofMillis(500));
            sync();

            assertThat(faults()).singleElement().asString().contains(TARGETS + ": takes longer than");
            assertThat(read(catalogue::versions)).isEmpty();
        } finally {
            end.countDown();
        }
        served.mended();
        mirror = mirror(Duration.ofSeconds(60));
        sync();
        assertThat(hasBothTargets()).isTrue();
    }

    @Test
    void nobodyListeningIsToldInWords() {
        int port = server.port();
        server.close();
        sync();

        assertThat(faults()).singleElement().asString().contains("127.0.0.1:" + port);
        server = WebServer.with(parts -> parts.servlet("upstream", served, "/files/*"));
    }

    @Test
    void aSyncThatIsInterruptedGoesOnWithWhatItHadRead() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        served.trouble("releases/23.05.5/packages/x86_64/base/index.json", (response, file) -> {
            asked.countDown();
            end.await();
        });
        Thread job = new Thread(this::sync);
        job.setUncaughtExceptionHandler((thread, failure) -> {});
        job.start();
        assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
        await().atMost(Duration.ofSeconds(60)).until(() -> mirror.view().done() == 3);
        assertThat(mirror.view().state()).isEqualTo("SYNCING");
        assertThat(mirror.view().total()).isEqualTo(4);
        assertThat(mirror.view().words()).startsWith("openwrt 23.05.5 ");
        job.interrupt();
        job.join(Duration.ofSeconds(60).toMillis());
        end.countDown();
        assertThat(job.isAlive()).isFalse();
        assertThat(read(catalogue::versions)).isEmpty();

        served.mended();
        served.answered.clear();
        sync();
        assertThat(hasBothTargets()).isTrue();
        assertThat(served.answered)
                .filteredOn(line -> line.startsWith("200 "))
                .containsOnly("200 releases/23.05.5/packages/x86_64/base/index.json");
    }

    @Test
    void theApiTellsHowFarItIsAndTakesOrders() {
        assertThat(mirror.view().upstreams()).singleElement().satisfies(each -> {
            assertThat(each.name()).isEqualTo("openwrt");
            assertThat(each.triedAt()).isNull();
        });
        mirror.order();
        mirror.order();
        assertThat(mirror.view().state()).isEqualTo("QUEUED");
        sync();
        assertThat(mirror.view().state()).isEqualTo("IDLE");
        assertThat(mirror.view().done()).isEqualTo(4);
        assertThat(mirror.view().upstreams().get(0).versions()).isEqualTo(List.of("23.05.5"));
        assertThat(read(catalogue::versions)).extracting(Version::upstream).containsExactly("openwrt");
    }
}
