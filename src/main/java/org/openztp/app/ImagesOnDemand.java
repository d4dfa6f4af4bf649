package org.openztp.app;

import jakarta.servlet.Filter;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.glassfish.jersey.server.ResourceConfig;
import org.openztp.auth.EnrolmentSecrets;
import org.openztp.auth.Vault;
import org.openztp.config.Settings;
import org.openztp.db.Db;
import org.openztp.device.Inventory;
import org.openztp.device.Provisioner;
import org.openztp.drift.Drifting;
import org.openztp.firmware.store.Store;
import org.openztp.http.BaseUrl;
import org.openztp.http.ClientAddress;
import org.openztp.http.Views;
import org.openztp.image.asu.wire.Front;
import org.openztp.image.upstream.sync.Mirror;
import org.openztp.job.JobType;
import org.openztp.job.Jobs;
import org.openztp.job.Recurring;
import org.openztp.observe.Check;
import org.openztp.outdated.Checking;
import org.openztp.registration.DeviceFiles;
import org.openztp.registration.seed.SeedPages;
import org.openztp.registration.seed.Seeds;
import org.openztp.registration.seed.SeedsResource;
import org.openztp.tailored.Tailoring;
import org.openztp.upgrade.Upgrading;

/** Images that are built when somebody asks for them: what there is, how that is kept up to date, and who builds. */
final class ImagesOnDemand implements AutoCloseable {
    private final ImageFiles files;
    private final Mirror mirror;
    private final ImageMaking making;
    private final Settings settings;
    private final Jobs jobs;
    private Tailoring tailoring;
    private Checking checking;

    ImagesOnDemand(Settings settings, Db db, Jobs jobs, Vault vault, InstantSource clock) {
        this.settings = settings;
        this.jobs = jobs;
        files = ImageFiles.of(settings.home(), clock);
        mirror = new Mirror(
                new Mirror.Base(db, jobs, clock),
                files.upstreams(),
                files.branches(),
                settings.home().tmp());
        ImageMaking.Sources sources = new ImageMaking.Sources(files.branches(), files.upstreams());
        making = new ImageMaking(settings, db, sources, vault, clock);
    }

    /** By which devices come to what they should run, images that are made for them among it. */
    Drifting.Ways ways(Inventory inventory, Provisioner provisioner, Store store, Upgrading upgrades) {
        tailoring = making.tailoring(new Tailoring.Base(inventory, jobs, provisioner), store, upgrades);
        checking = making.checking(inventory, tailoring);
        return new Drifting.Ways(upgrades, tailoring);
    }

    void start() {
        making.start();
    }

    /** Whether images can be made here, and how safely; and whether all who ask can fetch them. */
    Check check() {
        return making.check();
    }

    List<JobType> jobs() {
        return List.of(mirror.job(), tailoring.job());
    }

    List<Recurring> care() {
        return Stream.concat(Stream.of(mirror.schedule(), checking.sweep()), making.care().stream())
                .toList();
    }

    void register(ResourceConfig config, Views views) {
        mirror.resources(views).forEach(config::register);
        making.register(config, views);
        checking.resources().forEach(config::register);
    }

    /** @param keys of this server, as lines of authorized_keys */
    void registerSeeds(ResourceConfig config, DeviceFiles files, EnrolmentSecrets secrets, List<String> keys) {
        Seeds seeds = new Seeds(settings, making.orders(), files, secrets, keys);
        config.register(new SeedsResource(seeds)).register(new SeedPages(seeds));
    }

    /** What clients of OpenWrt's own image server ask. */
    Filter asu(ClientAddress clients, BaseUrl baseUrl) {
        return making.asu(new Front(clients, baseUrl, settings.serverUrl(), Version.of()));
    }

    /** What is wrong with its files. */
    List<String> faults() {
        return Stream.concat(files.faults().stream(), making.faults().stream()).toList();
    }

    /** What went wrong with the upstreams. */
    List<String> alerts() {
        return mirror.alerts();
    }

    @Override
    public void close() {
        making.close();
    }
}
