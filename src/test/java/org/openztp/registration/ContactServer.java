package org.openztp.registration;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.openztp.auth.ApiTokens;
import org.openztp.auth.AuthFilter;
import org.openztp.auth.RequireRole;
import org.openztp.auth.Role;
import org.openztp.auth.Sessions;
import org.openztp.auth.SignIn;
import org.openztp.auth.Vault;
import org.openztp.auth.WorkKeys;
import org.openztp.http.BaseUrl;
import org.openztp.http.ClientAddress;
import org.openztp.http.JaxRs;
import org.openztp.http.Views;
import org.openztp.openwrt.Cidr;
import org.openztp.pull.Asking;
import org.openztp.script.ScriptRuns;
import org.openztp.testkit.TestDb;
import org.openztp.testkit.WebServer;

/** Everything devices talk to, over real HTTP, as shipped: no policy set, no server_url set. */
final class ContactServer implements AutoCloseable {
    final Enrolling enrolling = new Enrolling(TestDb.h2());
    private final ApiTokens tokens = new ApiTokens(enrolling.test.db(), enrolling.clock);
    private final WebServer web;

    ContactServer() {
        this(Optional.empty(), Path.of("conf/device"));
    }

    ContactServer(Optional<URI> serverUrl, Path deviceFiles) {
        ClientAddress clients = new ClientAddress(List.of(Cidr.parse("127.0.0.1")));
        Door door = new Door(clients, new BaseUrl(clients), serverUrl);
        Enrolment enrolment = enrolling.under(null);
        Asking asking = new Asking(enrolling.inventory, new ScriptRuns(), new WorkKeys(new Vault(new byte[32])));
        DeviceFiles.Own own = new DeviceFiles.Own(List.of("ssh-ed25519 AAAA ztp"), "this_is_update_server");
        Sessions sessions = new Sessions(new byte[32], enrolling.clock);
        DeviceFiles files = new DeviceFiles(deviceFiles, own, enrolling.clock);
        web = WebServer.with(JaxRs.config(new Views())
                .register(new AuthFilter(tokens, sessions, new SignIn(tokens, sessions, clients, enrolling.clock)))
                .register(new RequireRole())
                .register(new RegisterResource(enrolment, door, asking, files))
                .register(new LeasesResource(enrolment, door, Cidr.parseAll(List.of("10.0.0.0/8", "127.0.0.0/8"))))
                .register(new BootstrapResource(files, door, request -> Optional.empty())));
    }

    String token(Role role) {
        return tokens.create(role + "-" + UUID.randomUUID(), role).secret();
    }

    WebServer web() {
        return web;
    }

    int port() {
        return web.port();
    }

    HttpResponse<String> post(String path, String type, byte[] body, String... headers) {
        HttpRequest.Builder request = web.request(path).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (type != null) {
            request.header("Content-Type", type);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return web.send(request);
    }

    HttpResponse<String> form(String path, String body, String... headers) {
        return post(path, "application/x-www-form-urlencoded", body.getBytes(UTF_8), headers);
    }

    HttpResponse<String> json(String path, String body, String... headers) {
        return post(path, "application/json", body.getBytes(UTF_8), headers);
    }

    @Override
    public void close() {
        web.close();
        enrolling.close();
    }
}
