package org.openztp.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.openztp.auth.Role;
import org.openztp.testkit.StreamClient;

/** An open stream while its container stops the application. */
class StoppedStreamsIT {
    /** Longer than the second after which Tomcat looks again for answers of an application that is stopping. */
    private static final Duration LINGERING = Duration.ofMillis(2500);

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch mayStop = new CountDownLatch(1);

    @Test
    void aStreamLivesUntilTheApplicationEndsItHoweverLongTheRestTakesToStop() throws InterruptedException {
        InventoryServer server = new InventoryServer(web -> web.servlet("lingering", new Lingering(), "/lingering"));
        Thread stop = new Thread(server.web()::close, "stop");
        try (StreamClient client = new StreamClient(server.web().port(), server.token(Role.VIEWER), "/events/stream")) {
            client.reading();
            await().atMost(PATIENCE).until(() -> client.lines().contains("event: begin"));
            server.web().get("/lingering");
            stop.start();
            assertThat(stopping.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

            await().during(LINGERING)
                    .atMost(PATIENCE)
                    .failFast("the stream broke off", client::hasEnded)
                    .until(() -> server.streams.size() == 1);
            server.streams.close();

            await().atMost(PATIENCE).until(() -> client.isComplete() || client.hasEnded());
            assertThat(client.isComplete()).isTrue();
        } finally {
            mayStop.countDown();
            stop.join();
            server.feed.close();
            server.test.close();
        }
    }

    /** Goes before the application is told that it ends, as a request under way does. */
    private final class Lingering extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        }

        @Override
        public void destroy() {
            stopping.countDown();
            try {
                mayStop.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
