package org.openztp.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastAnswersIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Tomcat tomcat = new Tomcat();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private volatile boolean ended;

    private Connector connector;
    private StandardContext context;
    private CompletableFuture<HttpResponse<String>> answer;

    /** A server with one answer under way. */
    @BeforeEach
    void start(@TempDir Path base) throws Exception {
        tomcat.setBaseDir(base.toString());
        tomcat.setPort(0);
        connector = tomcat.getConnector();
        context = (StandardContext) tomcat.addContext("", null);
        Tomcat.addServlet(context, "slow", new Slow()).setAsyncSupported(true);
        context.addServletMapping("/", "slow");
        tomcat.start();
        URI uri = URI.create("http://localhost:" + connector.getLocalPort() + "/");
        HttpRequest request = HttpRequest.newBuilder(uri).build();
        answer = HttpClient.newHttpClient().sendAsync(request, HttpResponse.BodyHandlers.ofString());
        assertThat(asked.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @AfterEach
    void stop() throws LifecycleException {
        mayEnd.countDown();
        tomcat.stop();
        tomcat.destroy();
    }

    private final class Slow extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) {
            AsyncContext async = request.startAsync();
            new Thread(() -> end(async, response)).start();
        }
    }

    private void end(AsyncContext async, HttpServletResponse response) {
        asked.countDown();
        try {
            mayEnd.await();
            response.getOutputStream().write("the end".getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        ended = true;
        async.complete();
    }

    @Test
    void anAnswerUnderWayIsWaitedFor() throws Exception {
        CompletableFuture<Boolean> endedBefore = new CompletableFuture<>();
        Thread waiting = new Thread(() -> {
            LastAnswers.await(connector, context, PATIENCE);
            endedBefore.complete(ended);
        });
        waiting.start();
        await().atMost(PATIENCE).until(() -> waiting.getState() == Thread.State.TIMED_WAITING || endedBefore.isDone());

        mayEnd.countDown();

        assertThat(endedBefore.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).body()).isEqualTo("the end");
    }

    @Test
    void anAnswerThatTakesTooLongIsNot() {
        LastAnswers.await(connector, context, Duration.ofMillis(20));

        assertThat(ended).isFalse();
        assertThat(context.getInProgressAsyncCount()).isEqualTo(1);
    }
}
