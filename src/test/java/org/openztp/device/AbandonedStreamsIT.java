package org.openztp.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.openztp.auth.Role;

/** Clients that leave their stream and at once ask for something else, as a browser does that turns the page. */
class AbandonedStreamsIT {
    private static final int CLIENTS = 4;
    private static final int STREAMS = 100;
    private static final int CHANGES = 5;

    private final InventoryServer server = new InventoryServer(60);
    private final String token = server.token(Role.OPERATOR);
    private final long device = server.add(1, DeviceState.REGISTERED);

    @Test
    void whoLeavesAStreamDisturbsNoOtherRequest() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try (server) {
            List<Future<List<Integer>>> answers = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                answers.add(clients.submit(this::leaveAndAsk));
            }
            for (Future<List<Integer>> answer : answers) {
                assertThat(answer.get()).hasSize(STREAMS * CHANGES).containsOnly(200);
            }
        } finally {
            clients.shutdownNow();
        }
    }

    /** @return the status of each change; one that got no answer is an exception */
    private List<Integer> leaveAndAsk() throws Exception {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < STREAMS; i++) {
            HttpRequest stream = server.as(token, "/events/stream").build();
            try (InputStream body =
                    client.send(stream, BodyHandlers.ofInputStream()).body()) {
                body.read();
            }
            for (int n = 0; n < CHANGES; n++) {
                HttpResponse<Void> answer = client.send(change("tag-" + n), BodyHandlers.discarding());
                statuses.add(answer.statusCode());
            }
        }
        return statuses;
    }

    private HttpRequest change(String tag) {
        return server.as(token, "/devices/" + device + "/tags/" + tag)
                .PUT(BodyPublishers.noBody())
                .build();
    }
}
