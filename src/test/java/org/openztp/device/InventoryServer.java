package org.openztp.device;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.openztp.auth.ApiTokens;
import org.openztp.auth.AuthFilter;
import org.openztp.auth.RequireRole;
import org.openztp.auth.Role;
import org.openztp.auth.Sessions;
import org.openztp.auth.SignIn;
import org.openztp.history.DeviceEvent;
import org.openztp.history.EventKind;
import org.openztp.history.EventStreams;
import org.openztp.history.EventsResource;
import org.openztp.history.Feed;
import org.openztp.http.ClientAddress;
import org.openztp.http.JaxRs;
import org.openztp.http.Views;
import org.openztp.openwrt.Facts;
import org.openztp.openwrt.MacAddress;
import org.openztp.testkit.RecordingProvisioner;
import org.openztp.testkit.SettableClock;
import org.openztp.testkit.TestDb;
import org.openztp.testkit.WebServer;

/** The inventory's API over real HTTP; quick to look, to say that a stream lives, and to give up on a client. */
final class InventoryServer implements AutoCloseable {
    static final int MOST_STREAMS = 3;
    static final Duration PATIENCE = Duration.ofSeconds(3);

    final SettableClock clock = new SettableClock();
    final RecordingProvisioner provisioner = new RecordingProvisioner();
    final TestDb test = TestDb.h2();
    final Inventory inventory = new Inventory(test.db(), clock);
    final DeviceHostKeys hostKeys = new DeviceHostKeys(inventory);
    final Feed feed = new Feed(inventory.journal(), new Feed.Pace(Duration.ofMillis(20), PATIENCE));
    final EventStreams streams;
    private final ApiTokens tokens = new ApiTokens(test.db(), clock);
    private final WebServer web;

    InventoryServer() {
        this(MOST_STREAMS, server -> {});
    }

    /** @param more further parts of the container */
    InventoryServer(Consumer<WebServer> more) {
        this(MOST_STREAMS, more);
    }

    /** @param mostStreams how many may be open */
    InventoryServer(int mostStreams) {
        this(mostStreams, server -> {});
    }

    private InventoryServer(int mostStreams, Consumer<WebServer> more) {
        streams = new EventStreams(
                inventory.journal(), feed, new EventStreams.Limits(mostStreams, Duration.ofMillis(200)));
        web = WebServer.with(server -> {
            parts(server);
            more.accept(server);
        });
    }

    private void parts(WebServer server) {
        server.connector("connectionTimeout", "1000");
        Sessions sessions = new Sessions(new byte[32], clock);
        SignIn signIn = new SignIn(tokens, sessions, new ClientAddress(List.of()), clock);
        server.resources(JaxRs.config(new Views())
                .register(new AuthFilter(tokens, sessions, signIn))
                .register(new RequireRole())
                .register(new DevicesResource(
                        inventory, new DeviceActions(inventory, hostKeys, provisioner), (tx, id) -> Optional.empty()))
                .register(new EventsResource(inventory.journal(), streams)));
    }

    WebServer web() {
        return web;
    }

    String token(Role role) {
        return tokens.create(role.toString(), role).secret();
    }

    /** A request with a token of this role. */
    HttpRequest.Builder as(String token, String path) {
        return web.request("/api/v1" + path).header("Authorization", "Bearer " + token);
    }

    long add(int number, DeviceState state) {
        MacAddress mac = MacAddress.parse("02:00:00:00:00:%02x".formatted(number));
        return inventory.db().tx(tx -> {
            Device device = new Device(mac, state, inventory.now());
            device.update(new Facts(mac, Map.of("hostname", "wrt" + number)), inventory.now());
            device.metAt("10.0.0." + number, "http://ztp", inventory.now());
            return inventory.devices().add(tx, device).id();
        });
    }

    long tell(long device, String words) {
        return tell(device, null, words, null);
    }

    long tell(long device, Long run, String words, String detail) {
        DeviceEvent event = new DeviceEvent(device, inventory.now(), EventKind.STEP, words)
                .ofRun(run)
                .with(detail);
        inventory.db().run(tx -> inventory.events().add(tx, event));
        return event.id();
    }

    @Override
    public void close() {
        streams.close();
        feed.close();
        web.close();
        test.close();
    }
}
