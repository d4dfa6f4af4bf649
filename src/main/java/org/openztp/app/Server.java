package org.openztp.app;

import jakarta.servlet.Filter;
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
import org.openztp.auth.EnrolmentSecrets;
import org.openztp.auth.Vault;
import org.openztp.auth.WorkKeys;
import org.openztp.config.Settings;
import org.openztp.db.Db;
import org.openztp.device.DeviceActions;
import org.openztp.device.DeviceHostKeys;
import org.openztp.device.DeviceLive;
import org.openztp.device.DevicePages;
import org.openztp.device.DevicesResource;
import org.openztp.device.FirstSteps;
import org.openztp.device.Inventory;
import org.openztp.drift.Drifting;
import org.openztp.firmware.Digests;
import org.openztp.firmware.FirmwareFolder;
import org.openztp.firmware.FirmwareResource;
import org.openztp.firmware.FirmwareServlet;
import org.openztp.firmware.Images;
import org.openztp.firmware.store.Store;
import org.openztp.history.EventStreams;
import org.openztp.history.EventsResource;
import org.openztp.history.Feed;
import org.openztp.http.Banner;
import org.openztp.http.BaseUrl;
import org.openztp.http.ClientAddress;
import org.openztp.http.JaxRs;
import org.openztp.http.Views;
import org.openztp.job.JobType;
import org.openztp.job.Jobs;
import org.openztp.job.Recurring;
import org.openztp.observe.MetricsResource;
import org.openztp.openwrt.Cidr;
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
import org.openztp.registration.BootstrapResource;
import org.openztp.registration.DeviceFiles;
import org.openztp.registration.Door;
import org.openztp.registration.Enrolment;
import org.openztp.registration.EnrolmentPolicy;
import org.openztp.registration.LeasesResource;
import org.openztp.registration.RegisterResource;
import org.openztp.rollout.RollingOut;
import org.openztp.script.Reach;
import org.openztp.script.Runner;
import org.openztp.script.ScriptJob;
import org.openztp.script.ScriptOrders;
import org.openztp.script.ScriptRuns;
import org.openztp.script.ScriptRunsResource;
import org.openztp.script.Scripts;
import org.openztp.script.ScriptsResource;
import org.openztp.signal.Channels;
import org.openztp.signal.Signalling;
import org.openztp.ssh.HostKeys;
import org.openztp.ssh.JschSsh;
import org.openztp.ssh.ServerKeys;
import org.openztp.ssh.Ssh;
import org.openztp.upgrade.SshVisits;
import org.openztp.upgrade.Upgrades;
import org.openztp.upgrade.Upgrading;

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
    private final Signalling signalling;
    private final Upgrades upgrades;
    private final Upgrading upgrading;
    private final Reach reach;
    private final Drifting drifting;
    private final RollingOut rollingOut;
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
            ssh = sshTo(hostKeys);
            Channels channels = closing(new Channels(settings.home(), clock));
            reach = new Reach(ssh, hostKeys, inventory, settings.provision());
            jobs = closing(new Jobs(
                    db, UUID.randomUUID().toString(), settings.provision().sessions(), clock));
            signalling = new Signalling(db, channels, jobs, clock);
            upgrades = new Upgrades(inventory, jobs);
            PlanFiles planFiles = PlanFiles.of(settings.home(), clock);
            store = new Store(
                    settings.firmware(),
                    settings.home().conf().resolve("keys"),
                    db,
                    new UsesOfImages(inventory.devices(), upgrades, planFiles::isDesired),
                    clock);
            Vault vault = Vault.withKeyOf(keyFolder.resolve("vault-key"));
            imagesOnDemand = closing(new ImagesOnDemand(settings, db, jobs, vault, clock));
            scripts = new Scripts(settings.home().conf().resolve("scripts"), clock);
            orders = new ScriptOrders(inventory, runs, scripts, jobs);
            WaitingDevices waiting = new WaitingDevices(jobs, clock);
            pools = new Pools(settings.home().conf().resolve("resources"), clock, waiting::freed);
            planning = planFiles.planning(settings, images::sha256, keys.publicLines(), pools, scripts);
            door = new Door(clients, baseUrl, settings.serverUrl());
            dialect = closing(
                    new ZtpsDialect(new ZtpsDialect.Base(settings, clock, db, pools, planFiles), door, digests));
            confCheck = ConfCheck.of(scripts, images, pools, deviceFiles, planFiles)
                    .and(dialect.faults())
                    .and(store::confFaults)
                    .and(channels::faults)
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
                    .telling(upgrades::called, upgrades::renewed, upgrades::removed);
            configurations =
                    new Configurations(settings, vault, pools, provisioner, new Configurations.Work(inventory, jobs));
            upgrading = new Upgrading(
                            new Upgrading.Base(
                                    settings, inventory, vault, hostKeys, new SecureRandom(), planning::health),
                            new Upgrading.Others(runs, provisioner, signalling.outbox()),
                            store,
                            upgrades)
                    .after(
                            configurations.beforeFlashes(reach),
                            settings.backup().beforeFlash());
            Drifting.Ways ways = imagesOnDemand.ways(inventory, provisioner, store, upgrading);
            drifting = planFiles.drifting(new Drifting.Base(inventory, store.catalog(), planning), ways, settings);
            rollingOut = new RollingOut(settings, inventory, jobs, signalling.outbox(), upgrading);
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
        List<Recurring> recurring = new ArrayList<>(List.of(
                HistoryPruning.of(inventory, settings.history()),
                configurations.orders(),
                drifting.sweep(),
                rollingOut.pruning(),
                signalling.pruning(settings.history().keep())));
        recurring.addAll(store.care());
        recurring.addAll(imagesOnDemand.care());
        jobs.start(workOnDevices(), recurring);
        imagesOnDemand.start();
    }

    private List<JobType> workOnDevices() {
        DeviceSide deviceSide = new DeviceSide(settings, keys.publicLines());
        List<JobType> all = new ArrayList<>(configurations.jobs(runs, reach));
        all.add(new ProvisionJob(steps, reach, runner, deviceSide, images::forBoard).after(drifting.newDevices()));
        all.add(new ScriptJob(inventory, runs, reach, runner, settings.provision()));
        all.add(upgrading.job(
                SshVisits.of(reach, this::sshTo, settings.upgrade().transferTimeout())));
        all.addAll(List.of(signalling.job(new SecureRandom()), rollingOut.job()));
        all.addAll(imagesOnDemand.jobs());
        return all;
    }

    private Ssh sshTo(HostKeys known) {
        return closing(new JschSsh(keys, known, settings.provision().connectTimeout()));
    }

    /** All that answers over HTTP, except the files. */
    public ResourceConfig resources() {
        ResourceConfig config = JaxRs.config(views);
        config.register(new FrontPage());
        entrance.register(config, views, clients);
        Observation.Found found = new Observation.Found(confCheck, poolsCheck, imagesOnDemand.check(), faults, alerts);
        new Observation(settings, startedAt, inventory, jobs, found).register(config);
        Meters meters = new Meters(startedAt, inventory, jobs, upgrades, signalling.outbox(), rollingOut::figures);
        config.register(new MetricsResource(meters.all())).register(signalling.resource());
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
        drifting.resources(views).forEach(config::register);
        rollingOut.resources(views).forEach(config::register);
        imagesOnDemand.register(config, views);
        imagesOnDemand.registerSeeds(config, deviceFiles, new EnrolmentSecrets(db, clock), keys.publicLines());
        return config;
    }

    /** What answers besides, by its path. */
    Map<String, Servlet> files() {
        Servlet builds = store.files(entrance.callers(), upgrading.downloads());
        return Map.of(
                "/fw/*", new FirmwareServlet(firmware), "/files/*", dialect.files(), "/firmware/images/*", builds);
    }

    /** Who answers before the resources do. */
    Filter asu() {
        return imagesOnDemand.asu(clients, baseUrl);
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
                        new DevicePages.Work(plans, upgrading.shown(), drifting.shown()),
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
        PullParts pull = new PullParts(inventory, workKeys, runs, upgrading.pulled());
        PulledPlans pulledPlans = new PulledPlans(steps, images::forBoard, provisioner).after(drifting.newDevices());
        config.register(new BootstrapResource(deviceFiles, door, dialect.bootstrap()::answer))
                .register(new RegisterResource(enrolment, door, pull.asking(configurations.pushed()), deviceFiles))
                .register(pull.work(pulledPlans, orders, runner))
                .register(new LeasesResource(
                        enrolment, door, Cidr.parseAll(settings.provision().networks())));
        dialect.register(config);
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
