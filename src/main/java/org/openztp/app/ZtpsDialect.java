package org.openztp.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.glassfish.jersey.server.ResourceConfig;
import org.openztp.config.Home;
import org.openztp.config.Settings;
import org.openztp.db.Db;
import org.openztp.firmware.Digests;
import org.openztp.firmware.FirmwareFolder;
import org.openztp.openwrt.Cidr;
import org.openztp.plan.Handout;
import org.openztp.plan.NodeFolders;
import org.openztp.pool.Pools;
import org.openztp.registration.Door;
import org.openztp.registration.EnrolmentPolicy;
import org.openztp.registration.ztps.ActionsResource;
import org.openztp.registration.ztps.Blueprints;
import org.openztp.registration.ztps.BootstrapConf;
import org.openztp.registration.ztps.BootstrapConfResource;
import org.openztp.registration.ztps.ConfigHandlers;
import org.openztp.registration.ztps.Definer;
import org.openztp.registration.ztps.EosBootstrap;
import org.openztp.registration.ztps.FilesServlet;
import org.openztp.registration.ztps.Gate;
import org.openztp.registration.ztps.MetaResource;
import org.openztp.registration.ztps.Nodes;
import org.openztp.registration.ztps.NodesResource;
import org.openztp.registration.ztps.Shape;

/** ZTPServer's HTTP dialect, put together. */
final class ZtpsDialect implements AutoCloseable {
    private static final long HANDLER_PATIENCE_SECONDS = 60;

    /** What of the server it stands on. */
    record Base(Settings settings, InstantSource clock, Db db, Pools pools, PlanFiles files) {
        Path conf() {
            return settings.home().conf();
        }
    }

    private final Base base;
    private final Door door;
    private final Digests digests;
    private final Gate gate;
    private final FirmwareFolder actions;
    private final FirmwareFolder files;
    private final BootstrapConf bootstrapConf;
    private final ConfigHandlers handlers;

    ZtpsDialect(Base base, Door door, Digests digests) {
        this.base = base;
        this.door = door;
        this.digests = digests;
        gate = new Gate(door, Cidr.parseAll(base.settings().ztps().networks()));
        actions = new FirmwareFolder(base.conf().resolve("actions"));
        files = new FirmwareFolder(base.conf().resolve("files"));
        bootstrapConf = new BootstrapConf(base.conf().resolve("bootstrap").resolve("bootstrap.conf"), base.clock());
        handlers = new ConfigHandlers(base.settings().home().nodes(), HANDLER_PATIENCE_SECONDS);
    }

    void register(ResourceConfig config) {
        Home home = base.settings().home();
        Path actionFiles = base.conf().resolve("actions");
        Handout handout = new Handout(
                base.files().scopes(), name -> Files.isRegularFile(actionFiles.resolve(name)), base.clock());
        Nodes nodes = new Nodes(
                new NodeFolders(home.nodes()),
                base.settings().ztps().identifier(),
                base.files().patterns(),
                new EnrolmentPolicy(base.settings().enrolment().policy()),
                new Blueprints(
                        base.files().definitions(),
                        new FirmwareFolder(base.conf().resolve("config-handlers")),
                        handout));
        Definer definer = new Definer(
                nodes, handout, base.db(), base.pools(), base.settings().ztps().validateTopology());
        config.register(new Shape(gate))
                .register(new BootstrapConfResource(bootstrapConf))
                .register(new NodesResource(nodes, definer, handlers, door))
                .register(new ActionsResource(actions))
                .register(new MetaResource(
                        Map.of("actions", actions, "files", files, "nodes", new FirmwareFolder(home.nodes())),
                        digests));
    }

    /** What its clients get at {@code /bootstrap}. */
    EosBootstrap bootstrap() {
        return new EosBootstrap(base.conf().resolve("bootstrap").resolve("bootstrap"), gate);
    }

    /** For {@code /files/*}. */
    FilesServlet files() {
        return new FilesServlet(files, gate, digests);
    }

    /** What is wrong in its files now. */
    Supplier<List<String>> faults() {
        return () -> bootstrapConf.problem().stream().toList();
    }

    @Override
    public void close() {
        handlers.close();
    }
}
