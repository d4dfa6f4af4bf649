package org.openztp.app;

import jakarta.servlet.Filter;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.glassfish.jersey.server.ResourceConfig;
import org.openztp.auth.Vault;
import org.openztp.config.Settings;
import org.openztp.db.Db;
import org.openztp.device.Inventory;
import org.openztp.firmware.store.Store;
import org.openztp.http.Views;
import org.openztp.image.ImageBuilds;
import org.openztp.image.ImageKey;
import org.openztp.image.ImageOrders;
import org.openztp.image.Imaging;
import org.openztp.image.Wishes;
import org.openztp.image.asu.Asu;
import org.openztp.image.asu.wire.Front;
import org.openztp.image.builder.Builders;
import org.openztp.image.builder.UpstreamArchives;
import org.openztp.image.upstream.Branches;
import org.openztp.image.upstream.Catalogue;
import org.openztp.image.upstream.origin.Upstreams;
import org.openztp.job.Recurring;
import org.openztp.observe.Check;
import org.openztp.outdated.Checking;
import org.openztp.tailored.Tailoring;
import org.openztp.upgrade.Upgrading;

/** Images on demand: asked for, made, kept for a while. */
final class ImageMaking implements AutoCloseable {
    private final Db db;
    private final Sources sources;
    private final InstantSource clock;
    private final Catalogue catalogue;
    private final Wishes wishes;
    private final Builders builders;
    private final Imaging imaging;
    private final Check url;

    /** What there is to be made, and where it is from. */
    record Sources(Branches branches, Upstreams upstreams) {}

    ImageMaking(Settings settings, Db db, Sources sources, Vault vault, InstantSource clock) {
        this.db = db;
        this.sources = sources;
        this.clock = clock;
        Settings.Images images = settings.images();
        catalogue = new Catalogue(sources.branches());
        wishes = new Wishes(catalogue, settings.home().conf().resolve("image.yaml"), clock);
        builders = new Builders(
                images,
                request -> db.tx(tx -> catalogue.imageBuilder(tx, request.version(), request.target())),
                new UpstreamArchives(sources.upstreams()),
                clock);
        imaging = new Imaging(
                new ImageBuilds(db, wishes, vault, images.queue(), clock),
                builders.builder(),
                new Imaging.Plant(
                        images.folder(),
                        new ImageKey(settings.home().keys().resolve("image-key")),
                        images.builders(),
                        images.keptBytes()),
                vault,
                new SecureRandom());
        url = new ImageUrlCheck(settings.serverUrl(), () -> db.<Long>tx(catalogue::generation) > 0);
    }

    void start() {
        imaging.start();
    }

    List<Recurring> care() {
        return List.of(imaging.care(), builders);
    }

    /** Whether images can be made here, and how safely; and whether all who ask can fetch them. */
    Check check() {
        return () -> Stream.of(builders, url)
                .flatMap(check -> check.findings().stream())
                .toList();
    }

    Filter asu(Front front) {
        return Asu.filter(db, sources.branches(), imaging, front, clock);
    }

    /** What is wrong with its files. */
    List<String> faults() {
        return wishes.faults();
    }

    /** Images for single devices. */
    Tailoring tailoring(Tailoring.Base base, Store store, Upgrading upgrades) {
        return new Tailoring(base, new Tailoring.Images(catalogue, imaging, store), upgrades);
    }

    /** What newer there is for devices. */
    Checking checking(Inventory inventory, Tailoring tailoring) {
        return new Checking(inventory, catalogue, tailoring);
    }

    ImageOrders orders() {
        return imaging.orders();
    }

    void register(ResourceConfig config, Views views) {
        imaging.resources(views).forEach(config::register);
    }

    @Override
    public void close() {
        imaging.close();
    }
}
