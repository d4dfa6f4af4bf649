package org.openztp.device;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.openztp.auth.Role;
import org.openztp.http.Json;
import org.openztp.ssh.HostKey;

class DevicesApiIT {
    private final InventoryServer server = new InventoryServer();
    private final String viewer = server.token(Role.VIEWER);
    private final String operator = server.token(Role.OPERATOR);

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aDeviceIsShownWithAllThatIsKnown() throws IOException {
        long id = server.add(1, DeviceState.REGISTERED);
        JsonNode device = read(get("/devices/" + id));
        assertThat(device.fieldNames())
                .toIterable()
                .containsExactly(
                        "id",
                        "mac",
                        "state",
                        "reason",
                        "hostname",
                        "release",
                        "boardName",
                        "model",
                        "target",
                        "serial",
                        "address",
                        "attempts",
                        "nextTry",
                        "firstSeen",
                        "lastSeen",
                        "tags",
                        "group",
                        "location",
                        "parent",
                        "facts",
                        "claim",
                        "way",
                        "askedAt",
                        "asks");
        assertThat(device.get("mac").asText()).isEqualTo("02:00:00:00:00:01");
        assertThat(device.get("facts").get("hostname").asText()).isEqualTo("wrt1");
        assertThat(device.get("firstSeen").asText()).isEqualTo("2026-03-29T01:30:00.123456Z");
        assertThat(device.get("claim").isNull()).isTrue();
    }

    @Test
    void theListGoesPageByPageWithoutFacts() throws IOException {
        for (int n = 1; n <= 7; n++) {
            server.add(n, DeviceState.REGISTERED);
        }
        List<String> hosts = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = read(get("/devices?sort=-hostname&limit=3&cursor=" + cursor));
            page.get("items").forEach(item -> hosts.add(item.get("hostname").asText()));
            page.get("items").forEach(item -> assertThat(item.has("facts")).isFalse());
            cursor = page.get("next").isNull() ? null : page.get("next").asText();
        } while (cursor != null);
        assertThat(hosts).containsExactly("wrt7", "wrt6", "wrt5", "wrt4", "wrt3", "wrt2", "wrt1");
        assertThat(read(get("/devices?hostname=wrt3")).get("items")).hasSize(1);
    }

    @Test
    void tagsAreGivenAndTakenAwayAsOftenAsOneLikesAndFilterTheList() throws IOException {
        long id = server.add(1, DeviceState.REGISTERED);
        server.add(2, DeviceState.REGISTERED);
        assertThat(read(tag("PUT", operator, id, "lab")).get("tags").toString()).isEqualTo("[\"lab\"]");
        assertThat(read(tag("PUT", operator, id, "lab")).get("tags").toString()).isEqualTo("[\"lab\"]");
        read(tag("PUT", operator, id, "floor-2"));
        assertThat(read(get("/devices/" + id)).get("tags").toString()).isEqualTo("[\"floor-2\",\"lab\"]");
        JsonNode page = read(get("/devices?tag=lab")).get("items");
        assertThat(page.findValuesAsText("hostname")).containsExactly("wrt1");
        assertThat(page.at("/0/tags").toString()).isEqualTo("[\"floor-2\",\"lab\"]");
        assertThat(read(tag("DELETE", operator, id, "lab")).get("tags").toString())
                .isEqualTo("[\"floor-2\"]");
        assertThat(tag("DELETE", operator, id, "lab").statusCode()).isEqualTo(200);
        assertThat(read(get("/devices?tag=lab")).get("items")).isEmpty();
        assertThat(read(get("/devices/" + id + "/events")).findValuesAsText("message"))
                .containsExactly("tags: lab removed", "tags: floor-2 added", "tags: lab added");
    }

    @Test
    void aTagThatIsNoneAndWhoMayGiveNoneIsRefused() {
        long id = server.add(1, DeviceState.REGISTERED);
        for (String verb : List.of("PUT", "DELETE")) {
            for (String word : List.of("Lab", "a%20b", "%00", "%C3%A4", "a".repeat(64))) {
                HttpResponse<String> answer = tag(verb, operator, id, word);
                assertThat(answer.statusCode()).as(word).isIn(400, 422);
            }
            assertThat(tag(verb, operator, id, "-lab").body()).contains("a letter or digit first");
            assertThat(tag(verb, operator, 4711, "lab").statusCode()).isEqualTo(404);
            assertThat(tag(verb, viewer, id, "lab").statusCode()).isEqualTo(403);
        }
    }

    private HttpResponse<String> tag(String verb, String token, long id, String word) {
        return server.web()
                .send(server.as(token, "/devices/" + id + "/tags/" + word)
                        .method(verb, HttpRequest.BodyPublishers.noBody()));
    }

    @Test
    void whereADeviceStandsIsSetPieceByPieceAndFiltersTheList() throws IOException {
        long id = server.add(1, DeviceState.REGISTERED);
        long other = server.add(2, DeviceState.REGISTERED);
        String all = "{\"group\":\"aps\",\"location\":\"floor-2\",\"parent\":" + other + ",\"way\":\"PULL\"}";
        assertThat(read(patch(operator, id, all)).get("way").asText()).isEqualTo("PULL");
        JsonNode device = read(patch(operator, id, "{\"group\":null}"));
        assertThat(device.get("group").isNull()).isTrue();
        assertThat(device.get("location").asText()).isEqualTo("floor-2");
        assertThat(device.get("parent").asLong()).isEqualTo(other);
        assertThat(read(get("/devices?location=floor-2")).get("items").findValuesAsText("hostname"))
                .containsExactly("wrt1");
        assertThat(read(get("/devices?location=floor-2&group=aps")).get("items"))
                .isEmpty();
        device = read(patch(operator, id, "{\"location\":\"\",\"parent\":\"\"}"));
        assertThat(device.get("parent").isNull()).isTrue();
        assertThat(device.get("location").isNull()).isTrue();
        assertThat(read(get("/devices/" + id + "/events")).findValuesAsText("message"))
                .contains("group: aps → (none)", "location: floor-2 → (none); parent: " + other + " → (none)");
    }

    @Test
    void aPlaceThatIsNoneIsRefusedAndNothingOfItIsSet() throws IOException {
        long id = server.add(1, DeviceState.REGISTERED);
        for (String body : List.of(
                "{}",
                "{\"group\":\"APs\"}",
                "{\"group\":7}",
                "{\"location\":[\"a\"]}",
                "{\"location\":\"" + "x".repeat(65) + "\"}",
                "{\"parent\":\"wrt1\"}",
                "{\"parent\":1.5}",
                "{\"parent\":99999999999999999999}",
                "{\"parent\":4711}",
                "{\"group\":\"aps\",\"location\":\"a b\",\"way\":\"PULL\"}")) {
            HttpResponse<String> answer = patch(operator, id, body);
            assertThat(answer.statusCode()).as(body).isEqualTo(422);
            assertThat(answer.body()).as(body).contains("wanted");
        }
        assertThat(patch(operator, id, "{\"parent\":" + id + "}").statusCode()).isEqualTo(409);
        assertThat(patch(viewer, id, "{\"group\":\"aps\"}").statusCode()).isEqualTo(403);
        JsonNode device = read(get("/devices/" + id));
        assertThat(device.get("group").isNull()).isTrue();
        assertThat(device.get("way").asText()).isEqualTo("PUSH");
    }

    private HttpResponse<String> patch(String token, long id, String body) {
        return server.web()
                .send(server.as(token, "/devices/" + id)
                        .header("Content-Type", "application/json")
                        .method("PATCH", HttpRequest.BodyPublishers.ofString(body)));
    }

    @Test
    void wrongParametersAreNamed() {
        for (String query : List.of(
                "limit=0",
                "limit=501",
                "limit=x",
                "limit=",
                "sort=facts",
                "state=ASLEEP",
                "cursor=%00",
                "hostnam=x",
                "q=a&q=b",
                "tag=Lab",
                "group=a%20b",
                "location=" + "x".repeat(65),
                "mac=zz")) {
            HttpResponse<String> answer = get("/devices?" + query);
            assertThat(answer.statusCode()).as(query).isEqualTo(422);
            assertThat(answer.body()).as(query).contains("\"detail\"");
        }
        assertThat(get("/events?after=x").statusCode()).isEqualTo(422);
    }

    @Test
    void whatIsNotThereIs404() {
        for (String path : List.of(
                "/devices/7",
                "/devices/0",
                "/devices/x",
                "/devices/7/events",
                "/devices/-1",
                "/devices/99999999999999999999")) {
            assertThat(get(path).statusCode()).as(path).isEqualTo(404);
        }
        for (String verb : List.of("retry", "approve", "accept-hostkey")) {
            assertThat(post(operator, "/devices/7/" + verb).statusCode()).isEqualTo(404);
        }
        assertThat(delete(operator, 7).statusCode()).isEqualTo(404);
    }

    @Test
    void aViewerChangesNothing() {
        long id = server.add(1, DeviceState.PENDING);
        for (String verb : List.of("retry", "approve", "accept-hostkey")) {
            assertThat(post(viewer, "/devices/" + id + "/" + verb).statusCode()).isEqualTo(403);
        }
        assertThat(delete(viewer, id).statusCode()).isEqualTo(403);
        assertThat(server.web().get("/api/v1/devices").statusCode()).isEqualTo(401);
        assertThat(server.provisioner.enqueued()).isEmpty();
    }

    @Test
    void eachVerbWorksInItsStatesOnly() throws IOException {
        String[][] table = {
            {"PENDING", "409", "200", "409"},
            {"REGISTERED", "200", "409", "409"},
            {"PROVISIONING", "409", "409", "409"},
            {"REBOOTING", "409", "409", "409"},
            {"UPGRADING", "409", "409", "409"},
            {"RETRYING", "200", "409", "409"},
            {"WAITING", "200", "409", "409"},
            {"PROVISIONED", "200", "409", "409"},
            {"FAILED", "200", "409", "409"},
            {"HOST_KEY_CHANGED", "409", "409", "200"},
            {"RETIRED", "409", "200", "409"},
        };
        assertThat(table.length).isEqualTo(DeviceState.values().length);
        int number = 0;
        for (String[] row : table) {
            for (int verb = 1; verb <= 3; verb++) {
                long id = server.add(++number, DeviceState.valueOf(row[0]));
                String name = List.of("retry", "approve", "accept-hostkey").get(verb - 1);
                HttpResponse<String> answer = post(operator, "/devices/" + id + "/" + name);
                assertThat(String.valueOf(answer.statusCode()))
                        .as(row[0] + " " + name)
                        .isEqualTo(row[verb]);
                assertThat(server.provisioner.enqueued().contains(id)).isEqualTo(row[verb].equals("200"));
                assertThat(read(get("/devices/" + id)).get("state").asText())
                        .isEqualTo(row[verb].equals("200") ? "REGISTERED" : row[0]);
            }
        }
    }

    @Test
    void anAcceptedHostKeyIsThePinnedOneAndTheOperatorIsNamed() throws IOException {
        long id = server.add(1, DeviceState.HOST_KEY_CHANGED);
        server.hostKeys.pin(id, new HostKey("ssh-ed25519", "b2xk"));
        server.hostKeys.offered(id, new HostKey("ssh-ed25519", "eW91bmc="));
        post(operator, "/devices/" + id + "/accept-hostkey");
        assertThat(server.hostKeys.accepted(id)).containsExactly(new HostKey("ssh-ed25519", "eW91bmc="));
        JsonNode events = read(get("/devices/" + id + "/events?limit=2")).get("items");
        assertThat(events.findValuesAsText("actor")).containsExactly("operator", "operator");
        assertThat(events.findValuesAsText("kind")).containsExactly("STATE", "HOST_KEY");
    }

    @Test
    void aRemovedDeviceIsGone() throws IOException {
        long id = server.add(1, DeviceState.FAILED);
        server.tell(id, "something");
        assertThat(delete(operator, id).statusCode()).isEqualTo(204);
        assertThat(get("/devices/" + id).statusCode()).isEqualTo(404);
        assertThat(server.provisioner.removed()).containsExactly(id);
        assertThat(read(get("/events?device=" + id)).get("items")).isEmpty();
    }

    @Test
    void theLogIsReadOldestFirst() throws IOException {
        long id = server.add(1, DeviceState.REGISTERED);
        long first = server.tell(id, 5L, "one", "long text");
        long second = server.tell(id, "two");
        JsonNode page = read(get("/events?limit=1"));
        assertThat(page.get("items").get(0).toString())
                .isEqualTo("{\"id\":" + first + ",\"deviceId\":" + id + ",\"at\":\"2026-03-29T01:30:00.123456Z\","
                        + "\"kind\":\"STEP\",\"message\":\"one\",\"actor\":null,\"runId\":5,\"detail\":\"long text\"}");
        JsonNode rest = read(get("/events?after=" + page.get("next").asText()));
        assertThat(rest.get("items").get(0).get("id").asLong()).isEqualTo(second);
        assertThat(rest.get("next").isNull()).isTrue();
        assertThat(read(get("/events?run=5")).get("items")).hasSize(1);
    }

    private HttpResponse<String> get(String path) {
        return server.web().send(server.as(viewer, path));
    }

    private HttpResponse<String> post(String token, String path) {
        return server.web().send(server.as(token, path).POST(HttpRequest.BodyPublishers.noBody()));
    }

    private HttpResponse<String> delete(String token, long id) {
        return server.web().send(server.as(token, "/devices/" + id).DELETE());
    }

    private static JsonNode read(HttpResponse<String> answer) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.MAPPER.readTree(answer.body());
    }
}
