package org.openztp.firmware.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.testkit.SampleImage;
import org.openztp.testkit.ServerApi;
import org.openztp.testkit.TestServer;

/** An image that an upgrade waits for, in a whole server. */
class ImageInUseIT {
    @TempDir
    Path home;

    @Test
    void nobodyRemovesWhatAnUpgradeIsToUntilThatIsOver() throws Exception {
        try (TestServer server = TestServer.start(home, "provision.ssh-port", "1")) {
            ServerApi api = new ServerApi(server.url(), home);
            api.registerBy("mac=02:00:00:00:00:01&hostname=wrt1&board_name=acme,one");
            SampleImage content = SampleImage.uImage(1, 4096).metadata(SampleImage.json("acme,one", "24.10.2"));
            long image = api.storeImage("campus/1", "one.bin", content.bytes());
            String build = "/firmware/builds/"
                    + api.get("/firmware/builds").at("/items/0/id").asText();
            JsonNode upgrade = api.post("/devices/1/upgrades", "{\"image\":" + image + "}");

            for (String path : new String[] {"/firmware/images/" + image, build}) {
                HttpResponse<String> refused = send(to(server, path).DELETE());
                assertThat(refused.statusCode()).as(path).isEqualTo(409);
                assertThat(refused.body())
                        .contains("the upgrade " + upgrade.path("id").asText() + " of wrt1 is not over");
            }
            api.post("/upgrades/" + upgrade.path("id").asText() + "/cancel", "");
            assertThat(send(to(server, build).DELETE()).statusCode()).isEqualTo(204);
        }
    }

    private static HttpRequest.Builder to(TestServer server, String path) {
        return HttpRequest.newBuilder(server.url("/api/v1" + path))
                .header("Authorization", "Bearer " + server.adminToken());
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }
}
