package org.openztp.tailored;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.openztp.config.BadFile;
import org.openztp.db.Tx;
import org.openztp.device.Device;
import org.openztp.firmware.store.Catalog;
import org.openztp.firmware.store.OwnImages;
import org.openztp.http.Json;
import org.openztp.http.Problem;
import org.openztp.image.BuildState;
import org.openztp.image.ImageBuild;
import org.openztp.image.ImageBuilds;
import org.openztp.image.ImageRequest;
import org.openztp.image.ImageResult;
import org.openztp.image.Imaging;
import org.openztp.image.Refused;
import org.openztp.job.JobType;
import org.openztp.job.Next;
import org.openztp.openwrt.Sha256;

/**
 * Brings one device its image; its id is the device's. A run does what the state of the row asks for, and is safe to
 * repeat: the builders find what was asked for before, the store has what was kept before, and an upgrade is ordered in the
 * transaction that says so.
 */
final class TailoredJob implements JobType {
    static final String NAME = "tailored-image";

    /** Who asks for builds, and so has a share of the queue: all devices together. */
    static final String ASKER = "devices";

    static final String CATEGORY = "on-demand";
    static final Duration LOOK = Duration.ofSeconds(2);
    private static final Duration LATER = Duration.ofSeconds(30);
    private static final Duration LATEST = Duration.ofMinutes(1);
    private static final int PATIENCE = 10;
    private static final int SHORT = 12;

    private final TailoredSteps steps;
    private final ImageBuilds builds;
    private final Imaging imaging;
    private final OwnImages store;
    private final Catalog catalog;

    TailoredJob(TailoredSteps steps, Imaging imaging, OwnImages store, Catalog catalog) {
        this.steps = steps;
        this.builds = imaging.builds();
        this.imaging = imaging;
        this.store = store;
        this.catalog = catalog;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Next run(long id) throws IOException {
        Optional<Tailored> row = steps.inventory().db().tx(tx -> TailoredSteps.find(tx, id));
        if (row.isEmpty()) {
            return Next.done();
        }
        Tailored seen = row.get();
        return switch (seen.state()) {
            case WANTED -> ask(seen);
            case BUILDING -> look(seen);
            case STORED -> steps.step(seen, steps::order);
            case UPGRADING ->
                steps.step(seen, (tx, device, now) -> steps.look(tx, device, now, time -> later(now.since(), time)));
            case INSTALLED, FAILED -> Next.done();
        };
    }

    /** Ever less often: a router may be away for days. */
    private static Instant later(Instant since, Instant now) {
        Duration pause = Duration.between(since, now).dividedBy(PATIENCE);
        return now.plus(pause.compareTo(LOOK) < 0 ? LOOK : pause.compareTo(LATEST) > 0 ? LATEST : pause);
    }

    private Next ask(Tailored seen) {
        try {
            builds.order(seen.request(), ASKER);
        } catch (Refused e) {
            return e.reason() == Refused.Reason.QUEUE
                    ? Next.again(now().plus(LATER))
                    : fail(seen, TailoredCode.of(e.reason()), e.getMessage());
        } catch (BadFile e) {
            return fail(seen, TailoredCode.INFRASTRUCTURE, e.getMessage());
        }
        return steps.step(seen, (tx, device, row) -> {
            steps.note(tx, row.build(now()));
            return Next.again(now());
        });
    }

    private Next look(Tailored seen) throws IOException {
        Looked found = steps.inventory().db().tx(tx -> look(tx, seen.hash()));
        if (found.build() == null) {
            return steps.step(seen, (tx, device, row) -> {
                steps.note(tx, row.again("the build is not there any more", now()));
                return Next.again(now());
            });
        }
        return switch (found.build().state()) {
            case QUEUED -> Next.again(now().plus(pause(found.place())));
            case STARTED -> tell(seen, found.build().step());
            case DONE -> keep(seen, found.answer());
            case FAILED ->
                fail(seen, TailoredCode.of(found.build().fault()), found.build().words());
            case CANCELLED ->
                fail(
                        seen,
                        TailoredCode.CANCELLED,
                        "its build was " + found.build().words());
        };
    }

    private Next tell(Tailored seen, String step) {
        if (step == null || step.equals(seen.step())) {
            return Next.again(now().plus(LOOK));
        }
        return steps.step(seen, (tx, device, row) -> {
            Optional.ofNullable(row.at(step, now())).ifPresent(event -> steps.note(tx, event));
            return Next.again(now().plus(LOOK));
        });
    }

    /** @param place null for one that does not wait; {@code answer} null for one that is not done */
    private record Looked(ImageBuild build, ImageBuilds.Place place, JsonNode answer) {}

    private Looked look(Tx tx, String hash) {
        Optional<ImageBuild> build = builds.find(tx, hash);
        return new Looked(
                build.orElse(null),
                build.flatMap(each -> builds.place(tx, each)).orElse(null),
                build.filter(each -> each.state() == BuildState.DONE)
                        .flatMap(each -> builds.result(tx, each))
                        .map(ImageResult::answer)
                        .map(TailoredJob::json)
                        .orElse(null));
    }

    private static JsonNode json(String answer) {
        try {
            return Json.MAPPER.readTree(answer);
        } catch (IOException e) {
            throw new IllegalStateException("what a build has said of itself", e);
        }
    }

    private static Duration pause(ImageBuilds.Place place) {
        Duration share = place == null ? LOOK : place.left().dividedBy(PATIENCE);
        return share.compareTo(LOOK) < 0 ? LOOK : share.compareTo(LATER) > 0 ? LATER : share;
    }

    private Next keep(Tailored seen, JsonNode answer) throws IOException {
        Optional<Output> output = Output.of(answer, seen.request().filesystem());
        if (output.isEmpty()) {
            return fail(seen, TailoredCode.NO_IMAGE, "the build has no image that sysupgrade takes");
        }
        Output made = output.get();
        Optional<Long> kept = steps.inventory().db().tx(tx -> MadeImages.kept(tx, catalog, seen.hash(), made.sha256()));
        if (kept.isPresent()) {
            return stored(seen, made, kept.get());
        }
        Optional<Path> file = imaging.results().find(seen.hash(), made.name());
        if (file.isEmpty()) {
            // its row goes with the next look of those who care, and then it is made once more
            return Next.again(now().plus(LATER));
        }
        if (!sha256(file.get()).equals(made.sha256())) {
            return fail(
                    seen, TailoredCode.NOT_KEPT, made.name() + " is not what its build has made: its checksum differs");
        }
        try {
            return stored(seen, made, keep(seen, made, file.get()));
        } catch (Problem refused) {
            return refused.status() >= 500
                    ? Next.again(now().plus(LATER))
                    : fail(seen, TailoredCode.NOT_KEPT, refused.getMessage());
        }
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream content = Files.newInputStream(file)) {
            return Sha256.hex(content);
        }
    }

    private long keep(Tailored seen, Output made, Path file) throws IOException {
        ImageRequest request = seen.request();
        String changelog = "Made for devices by their definition: " + request.profile() + " of " + request.target()
                + " with " + String.join(" ", request.packages().names()) + "\nrequest " + seen.hash();
        return store.keep(CATEGORY, version(request, made), changelog, file, ASKER);
    }

    /** By its content: the same image is one build, whoever asked for it. */
    private static String version(ImageRequest request, Output made) {
        return request.version() + "-" + made.sha256().substring(0, SHORT);
    }

    private Next stored(Tailored seen, Output made, long image) {
        return steps.step(seen, (tx, device, row) -> {
            MadeImages.note(tx, row.request(), made, image, now());
            steps.note(tx, row.store(image, CATEGORY + "/" + version(row.request(), made), now()));
            return Next.again(now());
        });
    }

    private Next fail(Tailored seen, String code, String words) {
        return steps.step(seen, (Tx tx, Device device, Tailored row) -> steps.fail(tx, device, row, code, words));
    }

    private Instant now() {
        return steps.inventory().now();
    }

    /**
     * The image among what was made.
     *
     * @param versions of the packages inside, by their names
     */
    record Output(String name, String sha256, Map<String, String> versions) {
        private static final String USUAL = "squashfs";

        /** @param filesystem null for the usual one, or any where there is no usual one */
        static Optional<Output> of(JsonNode answer, String filesystem) {
            Output any = null;
            for (JsonNode image : answer.path("images")) {
                if (image.path("type").asText().equals("sysupgrade")) {
                    String of = image.path("filesystem").asText();
                    Output found = new Output(
                            image.path("name").asText(), image.path("sha256").asText(), versions(answer));
                    if (of.equals(filesystem == null ? USUAL : filesystem)) {
                        return Optional.of(found);
                    }
                    any = any == null && filesystem == null ? found : any;
                }
            }
            return Optional.ofNullable(any);
        }

        private static Map<String, String> versions(JsonNode answer) {
            Map<String, String> versions = new TreeMap<>();
            answer.path("manifest")
                    .properties()
                    .forEach(each -> versions.put(each.getKey(), each.getValue().asText()));
            return versions;
        }
    }
}
