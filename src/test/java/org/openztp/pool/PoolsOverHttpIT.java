package org.openztp.pool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.auth.ApiTokens;
import org.openztp.auth.AuthFilter;
import org.openztp.auth.RequireRole;
import org.openztp.auth.Role;
import org.openztp.auth.Sessions;
import org.openztp.auth.SignIn;
import org.openztp.device.Device;
import org.openztp.device.DeviceState;
import org.openztp.device.Inventory;
import org.openztp.http.ClientAddress;
import org.openztp.http.JaxRs;
import org.openztp.http.Views;
import org.openztp.openwrt.MacAddress;
import org.openztp.testkit.SettableClock;
import org.openztp.testkit.TestDb;
import org.openztp.testkit.WebServer;

class PoolsOverHttpIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private final SettableClock clock = new SettableClock();
    private final TestDb test = TestDb.h2();
    private final ApiTokens tokens = new ApiTokens(test.db(), clock);
    private final Map<Role, String> secrets = new EnumMap<>(Role.class);
    private Pools pools;
    private WebServer web;
    private long device;

    @BeforeEach
    void start() throws IOException {
        Files.writeString(folder.resolve("lan.yaml"), "- fd00:1::/64\n");
        Files.writeString(folder.resolve("mgmt"), "192.0.2.10/24: null\n192.0.2.11/24: JPE1\n");
        Files.writeString(folder.resolve("bad.yaml"), "- a\n- a\n");
        pools = new Pools(folder, clock);
        web = WebServer.with(this::parts);
        Inventory inventory = new Inventory(test.db(), clock);
        device = test.db().tx(tx -> {
            MacAddress mac = MacAddress.parse("02:00:00:00:00:01");
            return inventory
                    .devices()
                    .add(tx, new Device(mac, DeviceState.REGISTERED, inventory.now()))
                    .id();
        });
    }

    private void parts(WebServer server) {
        Sessions sessions = new Sessions(new byte[32], clock);
        SignIn signIn = new SignIn(tokens, sessions, new ClientAddress(List.of()), clock);
        Views views = new Views();
        server.resources(JaxRs.config(views)
                .register(new AuthFilter(tokens, sessions, signIn))
                .register(new RequireRole())
                .register(new PoolsResource(test.db(), pools))
                .register(new PoolPages(views, test.db(), pools)));
    }

    @AfterEach
    void close() {
        web.close();
        test.close();
    }

    private void take(String pool, String slot) {
        test.db().txRetrying(tx -> pools.take(tx, pool, Holder.of(device), slot));
    }

    private HttpRequest.Builder as(Role role, String path) {
        String token = secrets.computeIfAbsent(
                role, each -> tokens.create(each.toString(), each).secret());
        return web.request(path).header("Authorization", "Bearer " + token);
    }

    private JsonNode get(String path) throws Exception {
        HttpResponse<String> answer = web.send(as(Role.VIEWER, "/api/v1" + path));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private int status(HttpRequest.Builder request) throws Exception {
        return web.send(request).statusCode();
    }

    @Test
    void theListTellsHowMuchOfEachPoolIsTaken() throws Exception {
        take("lan", "");
        take("mgmt", "");

        JsonNode items = get("/pools").path("items");

        assertThat(items).hasSize(3);
        assertThat(items.get(0).path("problem").asText()).endsWith("bad.yaml:2: a is in this pool already");
        assertThat(items.get(1)).isEqualTo(JSON.readTree("""
                {"name":"lan","total":18446744073709551615,"used":1,"reserved":0,"free":18446744073709551614,"left":0,
                 "problem":null}"""));
        assertThat(items.get(2)).isEqualTo(JSON.readTree("""
                {"name":"mgmt","total":2,"used":1,"reserved":1,"free":0,"left":0,"problem":null}"""));
    }

    @Test
    void aPoolIsShownPageByPage() throws Exception {
        List.of("", "a", "b").forEach(slot -> take("lan", slot));

        JsonNode first = get("/pools/lan?limit=2");
        JsonNode second = get("/pools/lan?limit=2&cursor=" + first.path("next").asText());

        assertThat(first.path("pool").path("used").asInt()).isEqualTo(3);
        assertThat(StreamSupport.stream(first.path("items").spliterator(), false)
                        .map(item -> item.path("value").asText()))
                .containsExactly("fd00:1::1", "fd00:1::2");
        assertThat(second.path("items")).hasSize(1);
        assertThat(second.path("items").get(0).path("deviceId").asLong()).isEqualTo(device);
        assertThat(second.path("items").get(0).path("slot").asText()).isEqualTo("b");
        assertThat(second.path("next").isNull()).isTrue();
    }

    @Test
    void whatIsNotThereIsNotFoundAndWhatCannotBeIsRefused() throws Exception {
        assertThat(status(as(Role.VIEWER, "/api/v1/pools/none"))).isEqualTo(404);
        assertThat(status(as(Role.VIEWER, "/api/v1/pools/%2e%2e"))).isIn(400, 404);
        assertThat(status(as(Role.VIEWER, "/api/v1/pools/lan?limit=501"))).isEqualTo(422);
        assertThat(status(as(Role.VIEWER, "/api/v1/pools/lan?cursor=x"))).isEqualTo(422);
        assertThat(status(as(Role.OPERATOR, "/api/v1/pools/lan/allocations/fd00:1::9")
                        .DELETE()))
                .isEqualTo(404);
    }

    @Test
    void anOperatorReleasesAValueEvenOneWithASlash() throws Exception {
        take("mgmt", "");
        String path = "/api/v1/pools/mgmt/allocations/192.0.2.10/24";

        assertThat(status(as(Role.VIEWER, path).DELETE())).isEqualTo(403);
        assertThat(status(as(Role.OPERATOR, path).DELETE())).isEqualTo(204);
        assertThat(status(as(Role.OPERATOR, path).DELETE())).isEqualTo(404);
        assertThat(get("/pools/mgmt").path("pool").path("free").asInt()).isEqualTo(1);
    }

    @Test
    void thePageShowsABarPerPoolAndWhatIsWrong() throws Exception {
        take("mgmt", "");

        String page = web.send(as(Role.VIEWER, "/ui/pools")).body();

        assertThat(page)
                .contains(
                        "id=\"pool-lan\"", "about 2^64", "aria-label=\"1 of 2 used\"", "level-full", "width=\"100.0%\"")
                .contains("1 kept for nodes to come", "bad.yaml:2: a is in this pool already");
    }
}
