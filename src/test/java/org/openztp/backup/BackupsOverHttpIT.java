package org.openztp.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.archive.Archive;
import org.openztp.archive.Tarball;
import org.openztp.auth.ApiTokens;
import org.openztp.auth.AuthFilter;
import org.openztp.auth.RequireRole;
import org.openztp.auth.Role;
import org.openztp.auth.Sessions;
import org.openztp.auth.SignIn;
import org.openztp.auth.Vault;
import org.openztp.auth.WorkKey;
import org.openztp.auth.WorkKeys;
import org.openztp.device.Device;
import org.openztp.device.DeviceState;
import org.openztp.device.Inventory;
import org.openztp.history.DeviceEvent;
import org.openztp.http.ClientAddress;
import org.openztp.http.JaxRs;
import org.openztp.http.Views;
import org.openztp.job.Jobs;
import org.openztp.openwrt.MacAddress;
import org.openztp.testkit.RecordingProvisioner;
import org.openztp.testkit.SettableClock;
import org.openztp.testkit.TestDb;
import org.openztp.testkit.WebServer;

class BackupsOverHttpIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SettableClock clock = new SettableClock();
    private final TestDb test = TestDb.h2();
    private final Inventory inventory = new Inventory(test.db(), clock);
    private final Jobs jobs = new Jobs(test.db(), "idle", 1, clock);
    private final ApiTokens tokens = new ApiTokens(test.db(), clock);
    private final Map<Role, String> secrets = new EnumMap<>(Role.class);
    private final Backups backups = new Backups(new Vault(new byte[32]), 20);
    private final byte[] second = Tarball.router("<ap-1>").gzip();
    private final RecordingProvisioner provisioner = new RecordingProvisioner();
    private final WorkKeys keys = new WorkKeys(new Vault(new byte[32]));
    private WebServer web;
    private long device;

    @BeforeEach
    void start() throws Exception {
        web = WebServer.with(this::parts);
        device = test.db().tx(tx -> {
            MacAddress mac = MacAddress.parse("02:00:00:00:00:01");
            return inventory
                    .devices()
                    .add(tx, new Device(mac, DeviceState.REGISTERED, inventory.now()))
                    .id();
        });
        store(Archive.of(Tarball.router("OpenWrt").gzip()));
        clock.advance(Duration.ofDays(3));
        store(Archive.of(second));
    }

    private void store(Archive archive) {
        test.db().run(tx -> backups.keep(tx, device, archive, inventory.now()));
    }

    private void parts(WebServer server) {
        Sessions sessions = new Sessions(new byte[32], clock);
        SignIn signIn = new SignIn(tokens, sessions, new ClientAddress(List.of()), clock);
        Views views = new Views();
        BackupOrders orders = new BackupOrders(inventory, jobs, Duration.ofDays(1));
        Restores restores = new Restores(inventory, backups, provisioner);
        server.resources(JaxRs.config(views)
                .register(new AuthFilter(tokens, sessions, signIn))
                .register(new RequireRole())
                .register(new PushedBackupsResource(new PushedBackups(inventory, keys, backups, orders)))
                .register(new BackupsResource(inventory, backups, orders, restores))
                .register(new BackupPages(views, inventory, backups, orders, restores)));
    }

    @AfterEach
    void close() {
        web.close();
        jobs.close();
        test.close();
    }

    private HttpRequest.Builder as(Role role, String path) {
        String token = secrets.computeIfAbsent(
                role, each -> tokens.create(each.toString(), each).secret());
        return web.request(path).header("Authorization", "Bearer " + token);
    }

    private String api(String below) {
        return "/api/v1/devices/" + device + "/backups" + below;
    }

    private JsonNode get(String below) throws Exception {
        HttpResponse<String> answer = web.send(as(Role.OPERATOR, api(below)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private int status(HttpRequest.Builder request) throws Exception {
        return web.send(request).statusCode();
    }

    @Test
    void theVersionsAreListedAndComparedAndTheirFilesTold() throws Exception {
        JsonNode list = get("");
        assertThat(list.path("items")).hasSize(2);
        assertThat(list.path("items").get(0).path("version").asInt()).isEqualTo(2);
        assertThat(get("?limit=1&cursor=2").path("items").get(0).path("version").asInt())
                .isEqualTo(1);

        assertThat(get("/2/files").path("items")).hasSize(4);
        JsonNode diff = get("/1/diff");
        assertThat(diff.path("to").asInt()).isEqualTo(2);
        assertThat(diff.path("files").get(0).path("diff").asText())
                .contains("-\toption hostname 'OpenWrt'\n+\toption hostname '<ap-1>'\n");
        assertThat(get("/2/diff?to=1").path("files").get(0).path("diff").asText())
                .contains("+\toption hostname 'OpenWrt'");
    }

    @Test
    void aVersionIsDownloadedAsItCame() throws Exception {
        HttpResponse<byte[]> answer = web.send(as(Role.OPERATOR, api("/2")), BodyHandlers.ofByteArray());

        assertThat(answer.body()).isEqualTo(second);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/gzip");
        assertThat(answer.headers().firstValue("Content-Disposition"))
                .contains("attachment; filename=\"device-" + device + "-version-2.tar.gz\"");
    }

    @Test
    void oneThatIsAskedForIsAJob() throws Exception {
        assertThat(status(as(Role.OPERATOR, api("")).POST(BodyPublishers.noBody())))
                .isEqualTo(202);
        assertThat(jobs.counts().waiting()).isEqualTo(1);
        test.db()
                .run(tx -> tx.em()
                        .createNativeQuery("update device set state = 'PENDING'")
                        .executeUpdate());
        assertThat(status(as(Role.OPERATOR, api("")).POST(BodyPublishers.noBody())))
                .isEqualTo(409);
    }

    private String wanted() {
        BackupOrders orders = new BackupOrders(inventory, jobs, Duration.ofDays(1));
        orders.ask(device, "maria");
        return test.db().tx(tx -> {
            keys.keep(tx, device, "token");
            return keys.issueNonce(tx, device, PushedBackups.PURPOSE);
        });
    }

    private String form(String nonce, byte[] content) {
        byte[] head = ("backup " + device + " " + nonce + "\n").getBytes(UTF_8);
        return "nonce=" + nonce + "&proof=" + WorkKey.of("token").proofOf(head, content) + "&content="
                + HexFormat.of().formatHex(content);
    }

    private int bring(String form) throws Exception {
        return status(web.request("/nodes/" + device + "/backup")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)));
    }

    private int versions() throws Exception {
        return get("").path("items").size();
    }

    @Test
    void whatADeviceBringsItselfIsKeptOnceForEachTimeItIsWanted() throws Exception {
        String form = form(wanted(), Tarball.router("brought").gzip());

        assertThat(bring(form)).isEqualTo(200);

        assertThat(versions()).isEqualTo(3);
        assertThat(bring(form)).as("the nonce is used up").isEqualTo(403);
        assertThat(versions()).isEqualTo(3);
        assertThat(test.db()
                        .tx(tx -> inventory.events().after(tx, device, null, 0, 100))
                        .items())
                .filteredOn(event -> event.message().contains("kept as version 3"))
                .extracting(DeviceEvent::actor)
                .containsExactly("maria");
    }

    @Test
    void whatProvesNothingIsRefusedAndCostsTheDeviceNothing() throws Exception {
        byte[] content = Tarball.router("brought").gzip();
        String nonce = wanted();
        String good = form(nonce, content);

        assertThat(bring(good.replaceFirst("content=", "content=00"))).isEqualTo(403);
        assertThat(bring(form("0".repeat(32), content))).isEqualTo(403);
        assertThat(bring(good.replaceFirst("proof=[0-9a-f]{64}", "proof=" + "a".repeat(64))))
                .isEqualTo(403);
        assertThat(bring(good)).isEqualTo(200);
    }

    @Test
    void whatIsNoArchiveIsToldAndWhatIsNoFormIsRefused() throws Exception {
        assertThat(bring(form(wanted(), new Tarball().file("../x", "y").gzip())))
                .isEqualTo(200);
        assertThat(bring(form(wanted(), new byte[0]))).isEqualTo(200);

        assertThat(test.db()
                        .tx(tx -> inventory.events().after(tx, device, null, 0, 100))
                        .items())
                .extracting(DeviceEvent::message)
                .anyMatch(words -> words.contains("leads out of the archive"))
                .anyMatch(words -> words.contains("the router could not make one"));
        assertThat(versions()).isEqualTo(2);
        String good = form(wanted(), new byte[10]);
        for (String form : List.of(
                "",
                "nonce=x",
                good + "0",
                good.replace("content=", "content=zz"),
                good.replace("&content", "&other"))) {
            assertThat(bring(form)).as(form).isEqualTo(422);
        }
        assertThat(bring(good + "00".repeat(500_000))).isEqualTo(422);
        assertThat(bring(good + "00".repeat(600_000))).isEqualTo(413);
        assertThat(status(web.request("/nodes/99/backup")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(good))))
                .isEqualTo(404);
    }

    @Test
    void aVersionIsPutBackByTheNextPlan() throws Exception {
        assertThat(status(as(Role.OPERATOR, api("/1/restore")).POST(BodyPublishers.noBody())))
                .isEqualTo(202);

        assertThat(provisioner.enqueued()).containsExactly(device);
        assertThat(status(as(Role.VIEWER, api("/1/restore")).POST(BodyPublishers.noBody())))
                .isEqualTo(403);
        assertThat(status(as(Role.OPERATOR, api("/3/restore")).POST(BodyPublishers.noBody())))
                .isEqualTo(404);
        test.db()
                .run(tx -> tx.em()
                        .createNativeQuery("update device set state = 'PROVISIONING'")
                        .executeUpdate());
        assertThat(status(as(Role.OPERATOR, api("/1/restore")).POST(BodyPublishers.noBody())))
                .isEqualTo(409);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/2", "/2/files", "/1/diff"})
    void whoMayOnlyLookSeesNoPasswords(String below) throws Exception {
        assertThat(status(as(Role.VIEWER, api(below)))).isEqualTo(403);
        assertThat(status(web.request(api(below)))).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/2", "/2/archive"})
    void norOnAPage(String below) throws Exception {
        assertThat(status(as(Role.VIEWER, "/ui/devices/" + device + "/backups" + below)))
                .isEqualTo(403);
    }

    @Test
    void whatIsNotThereIsNotFoundAndWhatCannotBeIsRefused() throws Exception {
        for (String below : List.of("/3", "/3/files", "/3/diff", "/1/diff?to=9", "/0", "/x", "/99999999999/files")) {
            assertThat(status(as(Role.OPERATOR, api(below)))).as(below).isEqualTo(404);
        }
        assertThat(status(as(Role.OPERATOR, "/api/v1/devices/99/backups"))).isEqualTo(404);
        assertThat(status(as(Role.OPERATOR, "/api/v1/devices/99/backups").POST(BodyPublishers.noBody())))
                .isEqualTo(404);
        for (String below : List.of("/1/diff?to=x", "/1/diff?to=-1", "?cursor=x", "?limit=0", "?cursor=99999999999")) {
            assertThat(status(as(Role.OPERATOR, api(below)))).as(below).isEqualTo(422);
        }
    }

    @Test
    void thePagesShowTheVersionsAndWhatChanged() throws Exception {
        String page = "/ui/devices/" + device + "/backups";

        assertThat(web.send(as(Role.OPERATOR, page)).body())
                .contains("id=\"version-2\"", "id=\"version-1\"", "<title>version 2: 1 files</title>", "x=\"98.50%\"")
                .contains("Take a backup now", "href=\"backups/2/archive\"");
        assertThat(web.send(as(Role.OPERATOR, page + "/2")).body())
                .contains("against version 1", "<span class=\"d-add\">+\toption hostname '&lt;ap-1&gt;'")
                .contains("<span class=\"d-del\">-\toption hostname 'OpenWrt'");
        assertThat(web.send(as(Role.OPERATOR, page + "/1")).body())
                .contains("all of it", "4 files", "not a text", "SHA-256");
        assertThat(web.send(as(Role.OPERATOR, page + "/1/archive")).statusCode())
                .isEqualTo(200);
    }
}
