package org.openztp.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.testkit.StreamClient;
import org.openztp.testkit.TestServer;

/** The end of the server of {@code java -jar ztp.war}, as its clients see it. */
class StopIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MANY_STREAMS = 90;

    @TempDir
    Path home;

    private TestServer server;

    @BeforeEach
    void start() {
        server = TestServer.start(home);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void everyOpenStreamIsToldOfTheEnd() {
        List<StreamClient> clients =
                IntStream.range(0, MANY_STREAMS).mapToObj(i -> stream()).toList();
        clients.forEach(StopIT::awaitBegin);

        server.close();

        await().atMost(PATIENCE).until(() -> clients.stream().allMatch(StreamClient::hasEnded));
        assertThat(clients).allMatch(StreamClient::isComplete);
        clients.forEach(StreamClient::close);
    }

    private StreamClient stream() {
        return new StreamClient(server.url().getPort(), server.adminToken(), "/events/stream").reading();
    }

    private static void awaitBegin(StreamClient client) {
        await().atMost(PATIENCE).until(() -> client.lines().contains("event: begin"));
    }
}
