package org.openztp.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The faults are real ones, staged on a socket: reset, closed, cut inside an event, silent. */
@Timeout(30)
class EventStreamTest {
    private static final Duration SILENCE = Duration.ofSeconds(20);

    private final FaultyServer server = new FaultyServer();
    private final List<Duration> pauses = new ArrayList<>();
    private final List<String> troubles = new ArrayList<>();
    private final List<Long> seen = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        server.close();
    }

    private static String event(long id) {
        return "id: " + id + "\nevent: event\ndata: {\"id\":" + id + ",\ndata: \"message\":\"m\"}\n\n";
    }

    private void followUntil(long last, Duration silence) {
        Consumer<JsonNode> each = event -> {
            seen.add(event.path("id").asLong());
            if (event.path("id").asLong() == last) {
                throw ApiError.interrupted();
            }
        };
        EventStream stream = new EventStream(new Api(server.url(), "ztp_t"), Map.of("after", 4), pauses::add, silence);
        assertThatThrownBy(() -> stream.follow(each, troubles::add)).hasMessage("interrupted");
    }

    @Test
    void aLinkThatIsResetIsOpenedAgainAfterTheLastEventSeen() {
        server.next(c -> c.stream(": hello\n\n" + event(5) + event(6))
                .after(() -> seen.contains(6L))
                .reset());
        server.next(c -> c.stream(event(7)));

        followUntil(7, SILENCE);

        assertThat(seen).containsExactly(5L, 6L, 7L);
        assertThat(server.requests()).hasSize(2);
        assertThat(server.requests().get(0))
                .startsWith("GET /ztp/api/v1/events/stream?after=4 ")
                .contains("Bearer ztp_t");
        assertThat(server.requests().get(0).toLowerCase()).doesNotContain("last-event-id");
        assertThat(server.requests().get(1)).contains("Last-Event-ID: 6");
        assertThat(troubles).hasSize(1);
    }

    @Test
    void aLinkThatBreaksBeforeItsFirstEventIsOpenedAgainWhereItBegan() {
        server.next(c -> c.stream("id: 4\nevent: begin\ndata: \n\n").end());
        server.next(c -> c.stream(event(5)));

        followUntil(5, SILENCE);

        assertThat(seen).containsExactly(5L);
        assertThat(server.requests().get(1)).contains("Last-Event-ID: 4");
    }

    @Test
    void anEventThatWasCutInHalfIsToldOnceAndWhole() {
        server.next(c ->
                c.stream(event(5) + "id: 6\nevent: event\ndata: {\"id\":6,\n").end());
        server.next(c -> c.stream(event(6) + event(7)));

        followUntil(7, SILENCE);

        assertThat(seen).containsExactly(5L, 6L, 7L);
        assertThat(server.requests().get(1)).contains("Last-Event-ID: 5");
    }

    @Test
    void aLinkThatFellSilentIsGivenUpAndOpenedAgain() {
        server.next(c -> c.stream(event(5)));
        server.next(c -> c.stream(event(6)));

        followUntil(6, Duration.ofMillis(300));

        assertThat(seen).containsExactly(5L, 6L);
    }

    @Test
    void pausesGrowWhileTheServerIsAwayAndFollowItsWish() {
        server.next(c -> c.stream("retry: 2000\n" + event(5)).end());
        server.next(c -> c.answer("HTTP/1.1 502 Away\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"));
        server.next(c -> c.answer("HTTP/1.1 503 Away\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"));
        server.next(c -> c.stream(event(6)));

        followUntil(6, SILENCE);

        assertThat(pauses).extracting(Duration::toSeconds).containsExactly(2L, 4L, 8L);
        assertThat(troubles).hasSize(1);
    }

    @Test
    void aServerThatRefusesEndsIt() {
        server.next(c -> c.stream(event(5)).end());
        server.next(c -> c.answer("HTTP/1.1 401 No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"));

        EventStream stream = new EventStream(new Api(server.url(), "ztp_t"), Map.of(), pauses::add, SILENCE);

        assertThatThrownBy(() -> stream.follow(event -> {}, troubles::add))
                .isInstanceOf(ApiError.class)
                .hasMessageContaining("token");
    }
}
