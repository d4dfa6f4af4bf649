package org.openztp.app;

import jakarta.servlet.Servlet;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.glassfish.jersey.server.ResourceConfig;
import org.openztp.action.SiteFiles;
import org.openztp.auth.EnrolmentSecrets;
import org.openztp.auth.Vault;
import org.openztp.auth.WorkKeys;
import org.openztp.backup.PushedBackups;
import org.openztp.config.Settings;
import org.openztp.db.Db;
import org.openztp.device.DeviceActions;
import org.openztp.device.DeviceHostKeys;
import org.openztp.device.DeviceLive;
import org.openztp.device.DevicePages;
import org.openztp.device.DevicesResource;
import org.openztp.device.FirstSteps;
import org.openztp.device.Inventory;
import org.openztp.firmware.Digests;
import org.openztp.firmware.FirmwareFolder;
import org.openztp.firmware.FirmwareResource;
import org.openztp.firmware.FirmwareServlet;
import org.openztp.firmware.Images;
import org.openztp.firmware.store.Store;
import org.openztp.history.EventStreams;
import org.openztp.history.EventsResource;
import org.openztp.history.Feed;
import org.openztp.history.History;
import org.openztp.http.Banner;
import org.openztp.http.BaseUrl;
import org.openztp.http.ClientAddress;
import org.openztp.http.JaxRs;
import org.openztp.http.Views;
import org.openztp.job.JobType;
import org.openztp.job.Jobs;
import org.openztp.job.Recurring;
import org.openztp.openwrt.Cidr;
import org.openztp.plan.Planner;
import org.openztp.planned.PlanFollow;
import org.openztp.planned.PlanResource;
import org.openztp.planned.PlanRuns;
import org.openztp.planned.Planning;
import org.openztp.planned.ValidationResource;
import org.openztp.pool.PoolPages;
import org.openztp.pool.Pools;
import org.openztp.pool.PoolsResource;
import org.openztp.provision.DeviceSide;
import org.openztp.provision.ProvisionJob;
import org.openztp.provision.ProvisionQueue;
import org.openztp.provision.ProvisionSteps;
import org.openztp.provision.PulledPlans;
import org.openztp.provision.WaitingDevices;
import org.openztp.pull.Asking;
import org.openztp.pull.Claims;
import org.openztp.pull.Results;
import org.openztp.pull.WorkResource;
import org.openztp.registration.BootstrapResource;
import org.openztp.registration.DeviceFiles;
import org.openztp.registration.Door;
import org.openztp.registration.Enrolment;
import org.openztp.registration.EnrolmentPolicy;
import org.openztp.registration.LeasesResource;
import org.openztp.registration.RegisterResource;
import org.openztp.script.FetchedScripts;
import org.openztp.script.Reach;
import org.openztp.script.Runner;
import org.openztp.script.ScriptJob;
import org.openztp.script.ScriptOrders;
import org.openztp.script.ScriptRuns;
import org.openztp.script.ScriptRunsResource;
import org.openztp.script.Scripts;
import org.openztp.script.ScriptsResource;
import org.openztp.ssh.JschSsh;
import org.openztp.ssh.ServerKeys;
import org.openztp.ssh.Ssh;
import org.openztp.upgrade.AnyHostKey;
import org.openztp.upgrade.SshVisits;
import org.openztp.upgrade.Upgrades;
import org.openztp.upgrade.Upgrading;
import org.openztp.upgrade.Visits;

/** The composition root: everything the server is, as a list of {@code new} in dependency order. */
public final class Server implements AutoCloseable {
    private final Settings settings;
    private final InstantSource clock;
    private final Instant startedAt;
    private final Deque<AutoCloseable> toClose = new ArrayDeque<>();

    private final Views views;
    private final ClientAddress clients;
    private final BaseUrl baseUrl;
    private final ServerKeys keys;
    private final Db db;
    private final Entrance entrance;
    private final Jobs jobs;
    private final Inventory inventory;
    private final DeviceHostKeys hostKeys;
    private final Ssh ssh;
    private final ScriptRuns runs = new ScriptRuns();
    private final Scripts scripts;
    private final ScriptOrders orders;
    private final Pools pools;
    private final Planning planning;
    private final Door door;
    private final ZtpsDialect dialect;
    private final ConfCheck confCheck;
    private final PoolsCheck poolsCheck;
    private final Notices faults;
    private final Notices alerts;
    private final PlanRuns plans;
    private final ProvisionQueue provisioner;
    private final ProvisionSteps steps;
    private final Runner runner;
    private final WorkKeys workKeys;
    private final FirmwareFolder firmware;
    private final Digests digests;
    private final DeviceFiles deviceFiles;
    private final Images images;
    private final Store store;
    private final ImagesOnDemand imagesOnDemand;
    private final Upgrading upgrading;
    private final Configurations configurations;

    /**
     * Puts it together while its database opens: nothing here waits for that, and all may be asked once {@link #begin} has
     * returned. What breaks off closes what it had opened.
     */
    public Server(Settings settings, InstantSource clock) throws IOException {
        this.settings = settings;
        this.clock = clock;
        startedAt = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        try {
            Path keyFolder = settings.home().keys();
            clients = new ClientAddress(Cidr.parseAll(settings.http().trustedProxies()));
            baseUrl = new BaseUrl(clients);
            // to make a first RSA key may take as long as to open a database
            Meanwhile<ServerKeys> makingKeys = closing(new Meanwhile<>("ztp-keys", () -> new ServerKeys(keyFolder)));
            db = closing(Database.open(settings));
            keys = makingKeys.get();
            entrance = new Entrance(db, clock, keyFolder);
            inventory = new Inventory(db, clock);
            hostKeys = new DeviceHostKeys(inventory);
            firmware = new FirmwareFolder(settings.firmware().folder());
            digests = closing(new Digests());
            images = new Images(settings.home().conf().resolve("firmware.yaml"), firmware, digests, clock);
            deviceFiles = new DeviceFiles(
                    settings.home().conf().resolve("device"),
                    new DeviceFiles.Own(
                            keys.publicLines(),
                            settings.dhcp().marker(),
                            settings.pull().every()),
                    clock);
            ssh = closing(new JschSsh(keys, hostKeys, settings.provision().connectTimeout()));
            jobs = closing(new Jobs(
                    db, UUID.randomUUID().toString(), settings.provision().sessions(), clock));
            Upgrades upgrades = new Upgrades(inventory, jobs);
            store = new Store(
                    settings.firmware(),
                    settings.home().conf().resolve("keys"),
                    db,
                    new UsesOfImages(inventory.devices(), upgrades),
                    clock);
            Vault vault = Vault.withKeyOf(keyFolder.resolve("vault-key"));
            imagesOnDemand = closing(new ImagesOnDemand(settings, db, jobs, vault, clock));
            scripts = new Scripts(settings.home().conf().resolve("scripts"), clock);
            orders = new ScriptOrders(inventory, runs, scripts, jobs);
            WaitingDevices waiting = new WaitingDevices(jobs, clock);
            pools = new Pools(settings.home().conf().resolve("resources"), clock, waiting::freed);
            PlanFiles planFiles = PlanFiles.of(settings.home(), clock);
            planning = planning(planFiles);
            door = new Door(clients, baseUrl, settings.serverUrl());
            dialect = closing(
                    new ZtpsDialect(new ZtpsDialect.Base(settings, clock, db, pools, planFiles), door, digests));
            confCheck = ConfCheck.of(scripts, images, pools, deviceFiles, planFiles)
                    .and(dialect.faults())
                    .and(store::keyFaults)
                    .and(imagesOnDemand::faults);
            poolsCheck = new PoolsCheck(() -> db.tx(WaitingDevices::byPool));
            faults = new Notices(clock, confCheck.files());
            alerts = new Notices(clock, List.of(poolsCheck::alerts, store::faults, imagesOnDemand::alerts));
            views = new Views(() -> new Banner(faults.list(), alerts.list()));
            workKeys = new WorkKeys(vault);
            plans = new PlanRuns(inventory, runs, vault, settings.scripts().outputLimitBytes());
            PlanFollow follow = new PlanFollow(planning, plans);
            boolean follows = settings.provision().followPlans();
            provisioner = new ProvisionQueue(
                            jobs, orders, pools, inventory, (tx, device) -> follows && follow.isOutdated(tx, device))
                    .telling(upgrades::called, upgrades::removed);
            configurations =
                    new Configurations(settings, vault, pools, provisioner, new Configurations.Work(inventory, jobs));
            upgrading = new Upgrading(
                    new Upgrading.Base(settings, inventory, vault, hostKeys, new SecureRandom()),
                    runs,
                    store,
                    upgrades,
                    provisioner);
            planning.handingOver(configurations.restores());
            steps = new ProvisionSteps(inventory, planning, plans, settings.provision(), new SecureRandom())
                    .whenDone((tx, device) -> {
                        configurations.provisioned(tx, device);
                        upgrades.provisioned(tx, device);
                    });
            runner = new Runner(inventory, runs, scripts, settings);
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    /** Waits for the database and starts the background work; what fails leaves the closing to the caller. */
    void begin() {
        db.awaitReady();
        entrance.ensureFirstToken();
        Recurring pruning = new HistoryPruning(
                new History(inventory.journal(), settings.history().keep()));
        List<Recurring> recurring = new ArrayList<>(List.of(pruning, configurations.orders()));
        recurring.addAll(store.care());
        recurring.addAll(imagesOnDemand.care());
        jobs.start(workOnDevices(), recurring);
        imagesOnDemand.start();
    }

    private Planning planning(PlanFiles files) {
        Planner planner = new Planner(
                files.definitions(),
                files.scopes(),
                new SiteFiles(settings.home().conf()),
                images::sha256,
                keys.publicLines());
        return new Planning(new Planning.Choice(files.patterns(), files.nodes()), planner, pools, scripts, settings);
    }

    private List<JobType> workOnDevices() {
        Settings.Provision provision = settings.provision();
        Reach reach = new Reach(ssh, hostKeys, inventory, provision);
        List<JobType> all = new ArrayList<>(configurations.jobs(runs, reach));
        all.add(new ProvisionJob(steps, reach, runner, new DeviceSide(settings, keys.publicLines()), images::forBoard));
        all.add(new ScriptJob(inventory, runs, reach, runner, provision));
        all.add(upgrading.job(visits(reach)));
        all.addAll(imagesOnDemand.jobs());
        return all;
    }

    private Visits visits(Reach reach) {
        AnyHostKey anyKey = new AnyHostKey();
        Ssh ssh = closing(new JschSsh(keys, anyKey, settings.provision().connectTimeout()));
        Reach wiped = new Reach(ssh, hostKeys, inventory, settings.provision());
        return new SshVisits(reach, wiped, anyKey, settings.upgrade().transferTimeout());
    }

    /** All that answers over HTTP, except the files. */
    public ResourceConfig resources() {
        ResourceConfig config = JaxRs.config(views);
        config.register(new FrontPage());
        entrance.register(config, views, clients);
        Observation.Found found = new Observation.Found(confCheck, poolsCheck, imagesOnDemand.check(), faults, alerts);
        new Observation(settings, startedAt, inventory, jobs, found).register(config);
        devices(config);
        registration(config);
        configurations.register(config, views);
        config.register(new ScriptsResource(scripts))
                .register(new ScriptRunsResource(inventory, runs, orders))
                .register(new FirmwareResource(firmware, images, digests))
                .register(new PlanResource(inventory, planning))
                .register(new ValidationResource(settings.home().folder(), faults::list, clock))
                .register(new PoolsResource(db, pools))
                .register(new PoolPages(views, db, pools));
        store.resources(views).forEach(config::register);
        upgrading.resources(views).forEach(config::register);
        imagesOnDemand.register(config);
        return config;
    }

    /** What answers besides, by its path. */
    Map<String, Servlet> files() {
        return Map.of(
                "/fw/*",
                new FirmwareServlet(firmware),
                "/files/*",
                dialect.files(),
                "/firmware/images/*",
                store.files(entrance.callers(), upgrading.downloads()));
    }

    private void devices(ResourceConfig config) {
        Feed feed = closing(new Feed(inventory.journal(), Feed.Pace.USUAL));
        EventStreams streams = closing(new EventStreams(inventory.journal(), feed, EventStreams.Limits.USUAL));
        DeviceActions actions = new DeviceActions(inventory, hostKeys, provisioner);
        OwnUrl ownUrl = new OwnUrl(settings);
        String marker = settings.dhcp().marker();
        config.register(new DevicesResource(inventory, actions, plans))
                .register(new EventsResource(inventory.journal(), streams))
                .register(new DevicePages(
                        views,
                        inventory,
                        actions,
                        new DevicePages.Work(plans, upgrading.shown()),
                        request -> new FirstSteps(ownUrl.insteadOf(baseUrl.of(request)), marker)))
                .register(new DeviceLive(streams));
    }

    private void registration(ResourceConfig config) {
        Enrolment enrolment = new Enrolment(
                        inventory,
                        new EnrolmentPolicy(settings.enrolment().policy()),
                        new EnrolmentSecrets(db, clock),
                        hostKeys,
                        provisioner)
                .expecting(configurations.replacement());
        Asking asking = new Asking(inventory, runs, workKeys)
                .wantingBackups(configurations.pushed()::isWanted, PushedBackups.PURPOSE);
        config.register(new BootstrapResource(deviceFiles, door, dialect.bootstrap()::answer))
                .register(new RegisterResource(enrolment, door, asking, deviceFiles))
                .register(work())
                .register(new LeasesResource(
                        enrolment, door, Cidr.parseAll(settings.provision().networks())));
        dialect.register(config);
    }

    private WorkResource work() {
        PulledPlans pulledPlans = new PulledPlans(steps, images::forBoard, provisioner);
        FetchedScripts fetched = new FetchedScripts(inventory, runs, runner);
        return new WorkResource(
                new Claims(inventory, workKeys, pulledPlans, new Claims.Scripts(fetched, orders, runner)),
                new Results(inventory, workKeys, runs, fetched, pulledPlans));
    }

    private <T extends AutoCloseable> T closing(T part) {
        toClose.push(part);
        return part;
    }

    /** Ends what was begun, last first; the database's connections are gone when it returns. */
    @Override
    public void close() {
        Closing.all(toClose);
    }
}
