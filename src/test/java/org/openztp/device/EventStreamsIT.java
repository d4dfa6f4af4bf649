package org.openztp.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openztp.auth.Role;
import org.openztp.history.DeviceEvent;
import org.openztp.history.EventKind;
import org.openztp.testkit.StreamClient;

class EventStreamsIT {
    private final InventoryServer server = new InventoryServer();
    private final String token = server.token(Role.VIEWER);
    private long device;

    @BeforeEach
    void start() {
        device = server.add(1, DeviceState.REGISTERED);
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void whatHappensIsToldWithItsIdAndAsJson() {
        try (StreamClient client = open("/events/stream")) {
            long id = server.tell(device, "über die Straße");
            await().until(() -> client.ids().equals(List.of(id)));
            assertThat(client.lines()).contains("event: event");
            await().untilAsserted(() -> assertThat(client.lines())
                    .anyMatch(line -> line.startsWith("data: {\"id\":" + id + ",\"deviceId\":" + device)
                            && line.contains("über die Straße")));
        }
    }

    @Test
    void aStreamOfWhatComesSaysFirstWhereItBegins() {
        long last = server.tell(device, "before");
        try (StreamClient client = open("/events/stream")) {
            await().untilAsserted(() -> assertThat(client.lines()).containsSequence("event: begin", "id: " + last));
            server.tell(device, "after");
            await().until(() -> client.ids().size() == 1);
        }
        try (StreamClient client = open("/events/stream", "Last-Event-ID: " + last)) {
            await().until(() -> client.ids().size() == 1);
            assertThat(client.lines()).doesNotContain("event: begin");
        }
    }

    @Test
    void aSilentStreamSaysThatItLives() {
        try (StreamClient client = open("/events/stream")) {
            await().until(() ->
                    client.lines().stream().filter(line -> line.startsWith(":")).count() >= 3);
        }
    }

    @Test
    void aClientThatComesBackMissesNothing() {
        List<Long> ids = tell(450);
        try (StreamClient client = open("/events/stream", "Last-Event-ID: " + ids.get(20))) {
            await().until(() -> client.ids().size() >= 429);
            long live = server.tell(device, "live");
            await().until(() -> client.ids().contains(live));
            assertThat(client.ids()).hasSize(430).isSorted().doesNotHaveDuplicates();
            assertThat(client.ids().get(0)).isEqualTo(ids.get(21));
        }
    }

    @Test
    void onlyTheWantedDeviceOrRunIsTold() {
        long other = server.add(2, DeviceState.REGISTERED);
        try (StreamClient ofDevice = open("/events/stream?device=" + other);
                StreamClient ofRun = open("/events/stream?run=77&after=0")) {
            server.tell(device, "not this");
            long second = server.tell(other, "this");
            long third = server.tell(device, 77L, "of the run", null);
            await().until(() -> ofRun.ids().equals(List.of(third)));
            await().until(() -> ofDevice.ids().equals(List.of(second)));
        }
    }

    @Test
    void aTransactionThatCommitsLateIsStillTold() {
        try (StreamClient client = open("/events/stream")) {
            long[] ids = new long[2];
            server.inventory.db().run(tx -> {
                DeviceEvent late = new DeviceEvent(device, server.inventory.now(), EventKind.STEP, "late");
                server.inventory.events().add(tx, late);
                tx.em().flush();
                ids[0] = late.id();
                Thread quick = new Thread(() -> ids[1] = server.tell(device, "quick"));
                quick.start();
                await().until(() -> !quick.isAlive());
            });
            await().until(() -> client.ids().equals(List.of(ids[0], ids[1])));
        }
    }

    @Test
    void anIdThatWasRolledBackHoldsTheStreamUpForAMomentOnly() {
        try (StreamClient client = open("/events/stream")) {
            try {
                server.inventory.db().run(tx -> {
                    server.inventory
                            .events()
                            .add(tx, new DeviceEvent(device, server.inventory.now(), EventKind.STEP, "never"));
                    tx.em().flush();
                    throw new IllegalStateException("rolled back");
                });
            } catch (IllegalStateException e) {
                long id = server.tell(device, "after it");
                await().until(() -> {
                    server.clock.advance(InventoryServer.PATIENCE);
                    return client.ids().equals(List.of(id));
                });
            }
            assertThat(client.ids()).hasSize(1);
        }
    }

    @Test
    void oneStreamTooManyIsRefused() {
        List<StreamClient> clients = IntStream.range(0, InventoryServer.MOST_STREAMS)
                .mapToObj(i -> open("/events/stream"))
                .toList();
        await().until(() -> server.streams.size() == InventoryServer.MOST_STREAMS);
        assertThat(server.web().send(server.as(token, "/events/stream")).statusCode())
                .isEqualTo(503);
        clients.forEach(StreamClient::close);
        await().until(() -> server.streams.size() == 0);
    }

    @Test
    void aClientThatLeavesIsForgottenAndThenNobodyReadsTheHistory() {
        try (StreamClient client = open("/events/stream")) {
            server.tell(device, "hello");
            await().until(() -> client.ids().size() == 1);
            assertThat(feedIsReading()).isTrue();
        }
        await().until(() -> server.streams.size() == 0 && !feedIsReading());
    }

    @Test
    void aClientThatDoesNotReadIsDroppedInsteadOfBufferedFor() {
        String detail = "x".repeat(8000);
        try (StreamClient idle = new StreamClient(server.web().port(), token, "/events/stream");
                StreamClient reading = open("/events/stream")) {
            await().until(() -> server.streams.size() == 2);
            await().pollInSameThread().until(() -> {
                IntStream.range(0, 100).forEach(i -> server.tell(device, null, "much", detail));
                return server.streams.size() == 1;
            });
            long last = server.tell(device, "still here");
            await().until(() -> reading.ids().contains(last));
            assertThat(idle.lines()).isEmpty();
        }
    }

    @Test
    void whoAsksForTheHeadGetsThatAndOpensNoStream() {
        HttpResponse<String> head =
                server.web().send(server.as(token, "/events/stream").method("HEAD", BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/event-stream");
        assertThat(server.streams.size()).isZero();
    }

    @Test
    void toCloseIsToHaveToldEveryClientOfTheEnd() {
        try (StreamClient reading = open("/events/stream");
                StreamClient other = open("/events/stream")) {
            server.streams.close();
            assertThat(server.streams.size()).isZero();
            await().until(() -> reading.isComplete() && other.isComplete());
        }
    }

    @Test
    void nobodyListensWithoutAToken() {
        assertThat(server.web().get("/api/v1/events/stream").statusCode()).isEqualTo(401);
        String announcer = server.token(Role.ANNOUNCER);
        assertThat(server.web().send(server.as(announcer, "/events/stream")).statusCode())
                .isEqualTo(403);
    }

    private List<Long> tell(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> server.tell(device, "line " + i))
                .toList();
    }

    /** Listening already: what is told after this call comes live. */
    private StreamClient open(String path, String... headers) {
        StreamClient client = new StreamClient(server.web().port(), token, path, headers).reading();
        await().until(() -> client.lines().stream().anyMatch(line -> line.startsWith(":") || line.startsWith("id")));
        return client;
    }

    private static boolean feedIsReading() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("ztp-feed"));
    }
}
