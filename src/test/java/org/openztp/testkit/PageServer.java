package org.openztp.testkit;

import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.catalina.WebResourceRoot;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.webresources.DirResourceSet;
import org.apache.catalina.webresources.StandardRoot;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.servlet.ServletContainer;
import org.glassfish.jersey.servlet.ServletProperties;
import org.openztp.auth.ApiTokens;
import org.openztp.auth.AuthFilter;
import org.openztp.auth.EnrolmentSecrets;
import org.openztp.auth.RequireRole;
import org.openztp.auth.Role;
import org.openztp.auth.Sessions;
import org.openztp.auth.SignIn;
import org.openztp.auth.SignInPages;
import org.openztp.auth.Vault;
import org.openztp.auth.WorkKeys;
import org.openztp.db.Tx;
import org.openztp.device.Device;
import org.openztp.device.DeviceActions;
import org.openztp.device.DeviceHostKeys;
import org.openztp.device.DeviceLive;
import org.openztp.device.DevicePages;
import org.openztp.device.FirstSteps;
import org.openztp.device.Inventory;
import org.openztp.device.Provisioner;
import org.openztp.history.DeviceEvent;
import org.openztp.history.EventStreamFilter;
import org.openztp.history.EventStreams;
import org.openztp.history.Feed;
import org.openztp.http.BaseUrl;
import org.openztp.http.ClientAddress;
import org.openztp.http.JaxRs;
import org.openztp.http.SecurityHeaders;
import org.openztp.http.Views;
import org.openztp.pull.Asking;
import org.openztp.registration.DeviceFiles;
import org.openztp.registration.Door;
import org.openztp.registration.Enrolment;
import org.openztp.registration.EnrolmentPolicy;
import org.openztp.registration.RegisterResource;
import org.openztp.script.ScriptRuns;

/** The pages and /register on a real database, with nobody who provisions: a test plays that part itself. */
public final class PageServer implements AutoCloseable {
    private final WebServer web;
    private final TestDb test = TestDb.h2();
    private final String contextPath;
    private final Inventory inventory;
    private final Feed feed;
    private final EventStreams streams;
    private final String token;

    /** @param contextPath {@code /ztp}, or deeper */
    public PageServer(String contextPath, InstantSource clock) {
        this.contextPath = contextPath;
        inventory = new Inventory(test.db(), clock);
        feed = new Feed(inventory.journal(), Feed.Pace.USUAL);
        streams = new EventStreams(inventory.journal(), feed, EventStreams.Limits.USUAL);
        ApiTokens tokens = new ApiTokens(test.db(), clock);
        token = tokens.create("admin", Role.ADMIN).secret();
        ResourceConfig resources = resources(tokens, clock);
        web = WebServer.with(contextPath, Path.of("webapp"), server -> parts(server, resources));
    }

    private ResourceConfig resources(ApiTokens tokens, InstantSource clock) {
        Views views = new Views();
        ClientAddress clients = new ClientAddress(List.of());
        BaseUrl base = new BaseUrl(clients);
        Sessions sessions = new Sessions(new byte[32], clock);
        SignIn signIn = new SignIn(tokens, sessions, clients, clock);
        DeviceHostKeys hostKeys = new DeviceHostKeys(inventory);
        Provisioner nobody = new Nobody();
        Enrolment enrolment = new Enrolment(
                inventory,
                new EnrolmentPolicy(Optional.empty()),
                new EnrolmentSecrets(test.db(), clock),
                hostKeys,
                nobody);
        DeviceActions actions = new DeviceActions(inventory, hostKeys, nobody);
        return JaxRs.config(views)
                .property(ServletProperties.FILTER_STATIC_CONTENT_REGEX, "/static/.*")
                .register(new AuthFilter(tokens, sessions, signIn))
                .register(new RequireRole())
                .register(new SignInPages(views, signIn))
                .register(new RegisterResource(
                        enrolment,
                        new Door(clients, base, Optional.empty()),
                        new Asking(inventory, new ScriptRuns(), new WorkKeys(new Vault(new byte[32]))),
                        new DeviceFiles(Path.of("conf", "device"), new DeviceFiles.Own(List.of(), ""), clock)))
                .register(new DevicePages(
                        views,
                        inventory,
                        actions,
                        new DevicePages.Work(
                                (tx, id) -> Optional.empty(),
                                (tx, id) -> Optional.empty(),
                                (tx, id) -> Optional.empty()),
                        request -> new FirstSteps(base.of(request), "this_is_update_server")))
                .register(new DeviceLive(streams));
    }

    private static void parts(WebServer web, ResourceConfig resources) {
        WebResourceRoot files = new StandardRoot(web.context());
        files.addPreResources(new DirResourceSet(files, "/static", new File("target/browser").getAbsolutePath(), "/"));
        web.context().setResources(files);
        web.context().addMimeMapping("css", "text/css");
        web.context().addMimeMapping("js", "text/javascript");
        web.context().addMimeMapping("svg", "image/svg+xml");
        web.filter("headers", new SecurityHeaders());
        web.filter("streams", new EventStreamFilter());
        web.filter("jersey", new ServletContainer(resources));
        web.servlet("default", new DefaultServlet(), "/");
    }

    /** @param path below the context, with a slash in front */
    public URI url(String path) {
        return URI.create("http://127.0.0.1:" + web.port() + contextPath + path);
    }

    /** The administrator's token. */
    public String token() {
        return token;
    }

    public Inventory inventory() {
        return inventory;
    }

    /** Does something to a device and stores the event it gives. */
    public void act(long id, Function<Device, DeviceEvent> verb) {
        inventory
                .db()
                .run(tx -> inventory
                        .events()
                        .add(tx, verb.apply(inventory.devices().get(tx, id))));
    }

    @Override
    public void close() {
        streams.close();
        feed.close();
        web.close();
        test.close();
    }

    private static final class Nobody implements Provisioner {
        @Override
        public void enqueue(Tx tx, Device device) {}

        @Override
        public void removed(Tx tx, long deviceId) {}
    }
}
