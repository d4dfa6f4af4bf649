package org.openztp.image.builder;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.openztp.config.Settings;
import org.openztp.image.Builder;
import org.openztp.job.Recurring;
import org.openztp.observe.Check;
import org.openztp.observe.Finding;

/** What this node makes images with, as it is set: an ImageBuilder, or another server. */
public final class Builders implements Check, Recurring {
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final String ABOUT = "images";

    private final Settings.Images settings;
    private final ImageBuilders unpacked;
    private final Builder builder;
    /** Looked for when it is first needed: that takes a process. */
    private Sandbox sandbox;

    private volatile boolean isUsed;

    public Builders(Settings.Images settings, ImageBuilderProcess.Offer offer, Archives archives, InstantSource clock) {
        this.settings = settings;
        this.unpacked = new ImageBuilders(folder(settings), archives, clock);
        Bounds bounds = new Bounds(
                settings.timeout(), settings.memoryBytes(), settings.diskBytes(), settings.processes(), Bounds.OUTPUT);
        this.builder = settings.asu()
                .<Builder>map(url -> new UpstreamAsu(url, bounds, LOOK))
                .orElseGet(() -> new ImageBuilderProcess(
                        offer,
                        archives,
                        unpacked,
                        this::used,
                        new ImageBuilderProcess.Limits(bounds, settings.network())));
    }

    private static Path folder(Settings.Images settings) {
        return settings.folder().resolve("builders");
    }

    public Builder builder() {
        return builder;
    }

    @Override
    public List<Finding> findings() {
        if (settings.builders() == 0) {
            return List.of(Finding.ok(ABOUT, "this node makes no images on demand (images.builders is 0)"));
        }
        if (settings.asu().isPresent()) {
            return List.of(Finding.ok(
                    ABOUT, "images on demand are made by " + settings.asu().get()));
        }
        if (Sandbox.find("make").isEmpty()) {
            return List.of(new Finding(
                    Finding.Level.OK,
                    ABOUT,
                    "this machine can make no images on demand: there is no make",
                    null,
                    "install what OpenWrt's ImageBuilder needs (make, perl, python3, unzip…)"));
        }
        return List.of(safety());
    }

    /** For a build. */
    private Sandbox used() {
        isUsed = true;
        return sandbox();
    }

    private synchronized Sandbox sandbox() {
        if (sandbox == null) {
            sandbox = Sandbox.ofThisMachine();
        }
        return sandbox;
    }

    private Finding safety() {
        if (sandbox().bubblewrap().isPresent()) {
            return Finding.ok(ABOUT, "images on demand are made in a sandbox of bubblewrap, without the network");
        }
        return new Finding(
                isUsed ? Finding.Level.WARNING : Finding.Level.OK,
                ABOUT,
                "images on demand are made without a sandbox: bubblewrap is not installed, or does not work here",
                "the scripts of packages run as this server's user, and may reach its files and the network",
                "install bubblewrap, and allow user namespaces");
    }

    /** {@inheritDoc} Removes ImageBuilders that nobody has used for long. */
    @Override
    public String name() {
        return "image-builders";
    }

    @Override
    public Duration pause() {
        return Duration.ofHours(1);
    }

    @Override
    public void run() throws IOException {
        unpacked.sweep();
    }
}
