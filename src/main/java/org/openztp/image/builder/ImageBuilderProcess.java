package org.openztp.image.builder;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.openztp.image.BuildFault;
import org.openztp.image.BuildStep;
import org.openztp.image.Builder;
import org.openztp.image.Folders;
import org.openztp.image.ImageRequest;
import org.openztp.image.upstream.BuilderArchive;

/**
 * Makes images with OpenWrt's ImageBuilder: a fresh copy of it for each, its own steps in its own order, and what came of
 * them looked at before it is believed.
 */
public final class ImageBuilderProcess implements Builder {
    private static final String BIN = "bin";
    private static final String FILES = "files";

    /** What the catalogue has for a request. */
    public interface Offer {
        Optional<BuilderArchive> of(ImageRequest request);
    }

    private final Offer offer;
    private final Archives archives;
    private final ImageBuilders builders;
    private final Supplier<Sandbox> sandbox;
    private final Limits limits;

    /** @param network whether packages may be fetched from there while they are chosen */
    public record Limits(Bounds bounds, boolean network) {}

    ImageBuilderProcess(
            Offer offer, Archives archives, ImageBuilders builders, Supplier<Sandbox> sandbox, Limits limits) {
        this.offer = offer;
        this.archives = archives;
        this.builders = builders;
        this.sandbox = sandbox;
        this.limits = limits;
    }

    @Override
    public Built build(Order order, Watch watch) throws Failed, Down, InterruptedException {
        BuilderArchive archive = offer.of(order.request())
                .orElseThrow(() -> new Down(
                        "there is no ImageBuilder of " + order.request().version() + " for "
                                + order.request().target(),
                        Output.NONE));
        Path fresh = order.folder().resolve("builder");
        Optional<String> unfit = sandbox.get().unfit(fresh);
        if (unfit.isPresent()) {
            throw new Down(unfit.get(), Output.NONE);
        }
        try {
            Folders.copy(builders.ready(archive, watch), fresh);
            new BuildFiles(fresh).write(order.request());
            Optional<Gate> gate = gate(order, archive, fresh);
            try {
                return made(order, new Make(fresh, sandbox.get(), limits.bounds(), gate), watch);
            } finally {
                gate.ifPresent(Gate::close);
            }
        } catch (IOException e) {
            throw new Down("the build cannot be prepared: " + e, e);
        }
    }

    /** For the package manager; what comes with packages has none. */
    private Optional<Gate> gate(Order order, BuilderArchive archive, Path fresh) throws IOException, Down {
        List<String> operators =
                new ArrayList<>(order.request().repositories().urls().values());
        archives.server(archive).ifPresent(operators::add);
        if (!limits.network()
                || operators.isEmpty()
                || sandbox.get().bubblewrap().isEmpty()) {
            return Optional.empty();
        }
        if (Sandbox.find("perl").isEmpty()) {
            throw new Down("packages cannot be fetched: there is no perl here", Output.NONE);
        }
        Path folder = order.folder().resolve("gate");
        return Optional.of(
                Gate.open(folder, Reach.of(operators, fresh), limits.bounds().diskBytes()));
    }

    private Built made(Order order, Make make, Watch watch) throws Failed, Down, IOException, InterruptedException {
        ImageRequest request = order.request();
        watch.step(BuildStep.INIT);
        Make.Result info = make.run(List.of("info"));
        MakeTrouble.check(info);
        List<String> packages = packages(request, MakeInfo.parse(info.output().stdout()), info.output());
        List<String> choice = List.of("PROFILE=" + request.profile(), "PACKAGES=" + String.join(" ", packages));
        watch.step(BuildStep.PACKAGES);
        // installs all packages, runs no script of theirs, and leaves them to the next step in the folder dl
        Make.Result manifest = make.fetch(words("manifest", choice, List.of("STRIP_ABI=1")));
        MakeTrouble.check(manifest);
        Map<String, String> versions = Manifest.parse(manifest.output().stdout());
        Optional<String> differs = Manifest.differs(versions, request.packages().versions());
        if (differs.isPresent()) {
            throw new Failed(BuildFault.NO_PACKAGE, differs.get(), manifest.output());
        }
        watch.step(BuildStep.BUILDING);
        List<String> words = words("image", choice, extras(order));
        Make.Result image = make.run(words);
        MakeTrouble.checkImage(image);
        Path kept = order.folder().resolve("kept");
        Path bin = order.folder().resolve("builder").resolve(BIN);
        ObjectNode answer = new MadeFiles(bin, request, image.output()).collect(kept, versions);
        answer.putArray("build_cmd").add("make");
        words.forEach(answer.withArray("build_cmd")::add);
        packages.forEach(answer.putArray("build_cmd_packages")::add);
        return new Built(answer.toString(), kept, image.output());
    }

    /** As the ImageBuilder wants them named: what its profile brings and nobody wants has a minus in front. */
    private static List<String> packages(ImageRequest request, MakeInfo info, Output output) throws Failed {
        if (!request.versionCode().isEmpty() && !request.versionCode().equals(info.revision())) {
            throw new Failed(
                    BuildFault.WRONG_REVISION,
                    "Received incorrect version " + info.revision() + " (requested " + request.versionCode() + ")",
                    output);
        }
        List<String> ofProfile = info.packagesOf(request.profile())
                .orElseThrow(() -> new Failed(
                        BuildFault.NO_PROFILE,
                        "The ImageBuilder does not know the profile " + request.profile(),
                        output));
        Set<String> all = new LinkedHashSet<>(request.packages().names());
        if (request.packages().all()) {
            Set<String> wanted = new LinkedHashSet<>(request.packages().wanted());
            Stream.concat(info.packages().stream(), ofProfile.stream())
                    .filter(name -> !name.startsWith("-") && !wanted.contains(name))
                    .forEach(name -> all.add("-" + name));
        }
        return List.copyOf(all);
    }

    private List<String> extras(Order order) {
        ImageRequest request = order.request();
        Path inside = sandbox.get().seen(order.folder().resolve("builder"));
        List<String> extras = new ArrayList<>(
                List.of("EXTRA_IMAGE_NAME=" + order.hash().substring(0, 12), "BIN_DIR=" + inside.resolve(BIN)));
        if (request.firstStart().isPresent()) {
            extras.add("FILES=" + inside.resolve(FILES));
        }
        if (request.rootfsSizeMb() != null) {
            extras.add("ROOTFS_PARTSIZE=" + request.rootfsSizeMb());
        }
        if (request.filesystem() != null) {
            extras.add("ROOTFS_FILESYSTEM=" + request.filesystem());
        }
        return extras;
    }

    private static List<String> words(String step, List<String> some, List<String> more) {
        List<String> words = new ArrayList<>(List.of(step));
        words.addAll(some);
        words.addAll(more);
        return words;
    }
}
