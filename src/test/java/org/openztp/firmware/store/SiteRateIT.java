package org.openztp.firmware.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.auth.Role;
import org.openztp.testkit.SampleImage;

/** Images that leave for a location no faster than its rate. */
class SiteRateIT extends WithImageServer {
    private static final int CLIENTS = 4;
    private static final int DOWNLOADS = 60;
    private static final int OTHERS = 5;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theRoutersOfOneSiteShareItsRateAndNobodyElseIsHeldBack(boolean sendfile) throws Exception {
        byte[] slow = SampleImage.uImage(4, 150_000)
                .metadata(SampleImage.json("acme,slow", "24.10.2"))
                .bytes();
        store = store(0, LARGEST, 100);
        serve(sendfile);
        keep(build("campus", "3"), "slow.bin", slow);
        String sha256 = sha256(slow);
        given = Set.of(sha256 + TOKEN, sha256 + "berlin", sha256 + "bonn");
        ExecutorService clients = Executors.newFixedThreadPool(3);
        try {
            long begun = System.nanoTime();
            Callable<Duration> toBerlin = () -> {
                assertThat(fetched(sha256, "berlin")).isEqualTo(slow);
                return Duration.ofNanos(System.nanoTime() - begun);
            };
            List<Future<Duration>> berlin = List.of(clients.submit(toBerlin), clients.submit(toBerlin));
            assertThat(fetched(sha256, TOKEN)).isEqualTo(slow);
            assertThat(send(as(Role.OPERATOR, "/firmware/images/" + sha256)).body())
                    .isEqualTo(slow);
            assertThat(berlin).as("others go on meanwhile").noneMatch(Future::isDone);
            assertThat(fetched(sha256, "bonn")).isEqualTo(slow);
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .as("150 kB to one site")
                    .isGreaterThan(Duration.ofMillis(1400));
            Duration first = berlin.get(0).get();
            Duration last = first.compareTo(berlin.get(1).get()) > 0
                    ? first
                    : berlin.get(1).get();
            assertThat(last).as("300 kB to one site").isGreaterThan(Duration.ofMillis(2800));
        } finally {
            clients.shutdownNow();
        }
    }

    private byte[] fetched(String sha256, String token) {
        HttpResponse<byte[]> answer = post("/firmware/images/" + sha256, "token=" + token + "&from=0");
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    @Test
    void whoLeavesADownloadDisturbsNoOtherRequest() throws Exception {
        store = store(0, LARGEST, 2000);
        serve(false);
        byte[] large = SampleImage.uImage(5, 150_000)
                .metadata(SampleImage.json("acme,large", "24.10.2"))
                .bytes();
        keep(build("campus", "4"), "large.bin", large);
        String sha256 = sha256(large);
        given = Set.of(sha256 + "berlin");
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<Long>> left = Stream.generate(() -> clients.submit(() -> leaveAndAsk(sha256)))
                    .limit(CLIENTS)
                    .toList();
            for (Future<Long> client : left) {
                assertThat(client.get()).as("answers").isEqualTo(DOWNLOADS * OTHERS);
            }
        } finally {
            clients.shutdownNow();
        }
    }

    /** How many other requests were answered as they should be. */
    private long leaveAndAsk(String sha256) throws Exception {
        long answers = 0;
        for (int i = 0; i < DOWNLOADS; i++) {
            HttpRequest.Builder download =
                    server.request("/firmware/images/" + sha256).header("Authorization", "Bearer berlin");
            try (InputStream body =
                    server.send(download, BodyHandlers.ofInputStream()).body()) {
                assertThat(body.read()).isNotNegative();
            }
            for (int n = 0; n < OTHERS; n++) {
                answers += server.get("/bootstrap").body().equals("here") ? 1 : 0;
            }
        }
        return answers;
    }
}
