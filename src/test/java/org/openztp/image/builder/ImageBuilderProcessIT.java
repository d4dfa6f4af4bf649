package org.openztp.image.builder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.http.Json;
import org.openztp.image.BuildFault;
import org.openztp.image.BuildStep;
import org.openztp.image.Builder;
import org.openztp.image.Builder.Built;
import org.openztp.image.Builder.Down;
import org.openztp.image.Builder.Failed;
import org.openztp.image.ImageRequest;
import org.openztp.image.ImageRequest.Packages;
import org.openztp.image.ImageRequest.Repositories;
import org.openztp.image.upstream.BuilderArchive;
import org.openztp.openwrt.Sha256;
import org.openztp.testkit.Processes;
import org.openztp.testkit.TarGz;
import org.openztp.testkit.ToyImageBuilder;

/** Images made by a small ImageBuilder that fails in the ways of the real one. */
@Tag("lab")
class ImageBuilderProcessIT {
    private static final Bounds BOUNDS = new Bounds(Duration.ofSeconds(60), 2L << 30, 50_000_000, 200, 4L << 20);

    @TempDir
    Path folder;

    private final List<BuildStep> steps = new ArrayList<>();
    private int builds;
    private boolean network = true;
    private String upstream;
    private String home = "here";
    private String sha256;
    private BuilderArchive archive;

    @BeforeEach
    void anOpkgRelease() {
        archive = archive(ToyImageBuilder.opkg("24.10.2"), ".tar.zst");
    }

    void archive(ToyImageBuilder toy) {
        archive = archive(toy, ".tar.zst");
    }

    void forbidNetwork() {
        network = false;
    }

    /** As if the archive had come from there. */
    void upstream(String url) {
        upstream = url;
    }

    private BuilderArchive archive(ToyImageBuilder toy, String ending) {
        sha256 = toy.writeTo(folder.resolve("upstream"), ending);
        return new BuilderArchive("toy", toy.fileName(ending), toy.fileName(ending), sha256, null);
    }

    private ImageBuilderProcess builder(Bounds bounds) {
        Archives archives = new Archives() {
            @Override
            public void fetch(BuilderArchive wanted, Path into) throws IOException {
                Files.copy(folder.resolve("upstream").resolve(wanted.path()), into);
            }

            @Override
            public Optional<String> server(BuilderArchive wanted) {
                return Optional.ofNullable(upstream);
            }
        };
        return new ImageBuilderProcess(
                request -> Optional.of(archive),
                archives,
                new ImageBuilders(folder.resolve("builders"), archives, InstantSource.system()),
                this::sandbox,
                new ImageBuilderProcess.Limits(bounds, network));
    }

    Sandbox sandbox() {
        return new Sandbox(Optional.empty(), Sandbox.find("prlimit"), Sandbox.find("setsid"));
    }

    Built build(ImageRequest request) throws Failed, Down, InterruptedException {
        return build(request, BOUNDS);
    }

    Built build(ImageRequest request, Bounds bounds) throws Failed, Down, InterruptedException {
        return builder(bounds).build(new Builder.Order(request, request.hash(), fresh()), steps::add);
    }

    /** Works in a folder of the folder. */
    void home(String name) {
        home = name;
    }

    private Path fresh() {
        try {
            return Files.createDirectories(folder.resolve("work").resolve(home).resolve("build" + builds++));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ImageRequest request(String... packages) {
        return request(new Packages(List.of(packages), null, false), null);
    }

    private static ImageRequest request(Packages packages, String defaults) {
        return new ImageRequest("24.10.2", "", "toy/generic", "acme_one", packages, defaults, null, null, null, null);
    }

    private static JsonNode answer(Built built) throws IOException {
        return Json.MAPPER.readTree(built.answer());
    }

    static String image(Built built) throws IOException {
        return Files.readString(built.files()
                .resolve(answer(built).path("images").path(0).path("name").asText()));
    }

    @Test
    void anImageIsMadeAndDescribedAsAsuDoes() throws Exception {
        ImageRequest request = request("tcpdump", "-dropbear");
        Built built = build(request);

        JsonNode answer = answer(built);
        assertThat(answer.path("id").asText()).isEqualTo("acme_one");
        assertThat(answer.path("version_code").asText()).isEqualTo("r12345-0123456789");
        assertThat(answer.path("manifest").path("tcpdump").asText()).isEqualTo("1.0-1");
        assertThat(answer.path("manifest").has("dropbear")).isFalse();
        assertThat(answer.has("profiles")).isFalse();
        assertThat(answer.path("supported_devices").path(0).asText()).isEqualTo("acme,one");
        assertThat(answer.path("build_cmd").path(1).asText()).isEqualTo("image");
        JsonNode image = answer.path("images").path(0);
        assertThat(image.path("name").asText()).contains("-" + request.hash().substring(0, 12) + "-");
        Path file = built.files().resolve(image.path("name").asText());
        assertThat(image.path("sha256").asText()).isEqualTo(Sha256.hex(Files.readAllBytes(file)));
        try (Stream<Path> files = Files.list(built.files())) {
            assertThat(files).containsExactly(file);
        }
        assertThat(steps)
                .containsExactly(
                        BuildStep.DOWNLOAD, BuildStep.UNPACK, BuildStep.INIT, BuildStep.PACKAGES, BuildStep.BUILDING);
    }

    @ParameterizedTest
    @CsvSource({"opkg, .tar.xz", "opkg, .tar.zst", "apk, .tar.xz", "apk, .tar.zst"})
    void releasesWithOpkgAndWithApkComeAsXzOrZstd(String manager, String ending) throws Exception {
        archive = archive(release(manager), ending);
        ImageRequest request = new ImageRequest(
                "24.10.2",
                "r12345-0123456789",
                "toy/generic",
                "acme,one",
                new Packages(null, Map.of("tcpdump", manager.equals("apk") ? "1.0-r1" : "1.0-1"), false),
                null,
                256,
                "squashfs",
                new Repositories(Map.of("mine", "https://feeds.example/mine"), true, List.of()),
                null);

        String image = image(build(request));

        assertThat(image)
                .contains("256 MB", "tcpdump", "https://downloads.example/base")
                .contains(
                        manager.equals("apk")
                                ? "\nhttps://feeds.example/mine"
                                : "src/gz mine https://feeds.example/mine");
    }

    @Test
    void itsOwnRepositoriesAreReplacedUnlessOthersAreToBeAddedAndKeysAreKnownByTheirIds() throws Exception {
        byte[] bytes = Arrays.copyOf(new byte[] {'E', 'd', 0, 1, 2, 3, 4, 5, 6, 7}, 42);
        String key = "untrusted comment: mine\n" + Base64.getEncoder().encodeToString(bytes);
        Repositories other = new Repositories(Map.of("mine", "https://feeds.example/mine"), false, List.of(key));
        ImageRequest request =
                new ImageRequest("24.10.2", "", "toy/generic", "acme_one", null, null, null, null, other, null);

        assertThat(image(build(request)))
                .contains("src/gz mine https://feeds.example/mine", "src imagebuilder file:packages", "check_signature")
                .contains("0001020304050607")
                .doesNotContain("downloads.example");
    }

    @Test
    void aListOfAllThereIsToBeLeavesOutTheRest() throws Exception {
        JsonNode manifest = answer(build(request(new Packages(List.of("tcpdump", "busybox"), null, true), null)))
                .path("manifest");

        assertThat(manifest.fieldNames()).toIterable().containsExactlyInAnyOrder("tcpdump", "busybox");
    }

    @Test
    void whatIsToRunAtTheFirstStartIsInTheImageAndReadableThere() throws Exception {
        String script = "uci set system.@system[0].hostname='$(reboot)'\n";

        assertThat(image(build(request(Packages.NONE, script)))).contains("-rw-r--r--", script);
    }

    @ParameterizedTest
    @CsvSource({
        "toy-gone, NO_PACKAGE, Impossible package selection: missing (toy-gone)",
        "toy-conflict, CONFLICT, Impossible package selection: conflicts (toy-",
        "toy-big, TOO_BIG, Selected packages exceed device storage",
        "toy-broken, BUILD_ERROR, Error while building firmware",
        "toy-silent, BUILD_ERROR, No JSON file found",
        "toy-escape, BUILD_ERROR, Image not found",
        "toy-link, BUILD_ERROR, Image not found: linked.bin",
        "toy-log, TOO_MUCH, it printed more than 4 MiB",
        "toy-bomb, TOO_MUCH, it ran more than 200 processes at once",
        "toy-disk, TOO_MUCH, it needed more than 47 MiB of disk"
    })
    void whatCannotBeMadeFailsInWordsOfItsOwn(String packageName, BuildFault fault, String words) {
        for (ToyImageBuilder toy : List.of(ToyImageBuilder.opkg("24.10.2"), ToyImageBuilder.apk("25.12.0"))) {
            archive = archive(toy, ".tar.zst");

            Failed failed = catchThrowableOfType(Failed.class, () -> build(request("tcpdump", packageName)));

            assertThat(failed).hasMessageStartingWith(words);
            assertThat(failed.fault()).isEqualTo(fault);
            nothingOfItRuns();
        }
    }

    @ParameterizedTest
    @CsvSource({"opkg, wget returned 4", "apk, temporary error (try again later)"})
    void whatCannotBeFetchedIsNobodysFaultWhoAsked(String manager, String words) {
        archive = archive(release(manager), ".tar.zst");

        assertThatThrownBy(() -> build(request("toy-fetch")))
                .isInstanceOf(Down.class)
                .hasMessageContaining(words);
    }

    private static ToyImageBuilder release(String manager) {
        return manager.equals("apk") ? ToyImageBuilder.apk("25.12.0") : ToyImageBuilder.opkg("24.10.2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"opkg", "apk"})
    void aBuildThatHangsIsEndedWithAllItStarted(String manager) {
        archive = archive(release(manager), ".tar.zst");
        Bounds hasty = new Bounds(Duration.ofSeconds(2), 2L << 30, 50_000_000, 200, 4L << 20);

        Failed failed = catchThrowableOfType(Failed.class, () -> build(request("toy-hang"), hasty));

        assertThat(failed.fault()).isEqualTo(BuildFault.TIMED_OUT);
        nothingOfItRuns();
    }

    @Test
    void aNameThatLooksLikeAnOptionIsAPackageToLeaveOut() throws Exception {
        String image = image(build(request("-f", "-n", "-C", "-dropbear")));

        assertThat(image).contains("an image of acme_one").doesNotContain("dropbear");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/CANARY", "../CANARY", "ib/../../../../CANARY", "link/CANARY"})
    void anArchiveThatWritesElsewhereIsNotUnpackedAndNothingIsWritten(String name) throws Exception {
        byte[] tar = new TarGz().link("link", "..").file(name, "x").tar();
        byte[] packed = ToyImageBuilder.compressed(tar, ".tar.zst");
        Files.write(folder.resolve("upstream").resolve("evil.tar.zst"), packed);
        archive = new BuilderArchive("toy", "evil.tar.zst", "evil.tar.zst", Sha256.hex(packed), null);

        assertThatThrownBy(() -> build(request())).isInstanceOf(Down.class).hasMessageContaining("evil.tar.zst");

        assertThat(folder.resolve("builders")).isEmptyDirectory();
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files).noneMatch(file -> file.endsWith("CANARY"));
        }
        assertThat(Path.of("/CANARY")).doesNotExist();
    }

    @Test
    void aBuildThatNobodyWantsAnyMoreIsEndedWithAllItStarted() throws Exception {
        AtomicReference<Throwable> end = new AtomicReference<>();
        Thread thread = new Thread(() -> end.set(catchThrowable(() -> build(request("toy-hang")))));
        thread.start();
        await().atMost(Duration.ofSeconds(60)).until(() -> !running().isEmpty() && steps.contains(BuildStep.PACKAGES));

        thread.interrupt();
        thread.join(60_000);

        assertThat(end.get()).isInstanceOf(InterruptedException.class);
        nothingOfItRuns();
    }

    @Test
    void whatABuildLeavesRunningBehindItsParentsEndsWithIt() throws Exception {
        build(request("toy-daemon"));

        nothingOfItRuns();
    }

    @Test
    void aRevisionOtherThanTheOneAskedForIsRefused() {
        ImageRequest other =
                new ImageRequest("24.10.2", "r1-bad", "toy/generic", "acme_one", null, null, null, null, null, null);

        assertThatThrownBy(() -> build(other))
                .isInstanceOf(Failed.class)
                .hasMessage("Received incorrect version r12345-0123456789 (requested r1-bad)");
    }

    @Test
    void aVersionOtherThanTheOneAskedForIsRefused() {
        assertThatThrownBy(() -> build(request(new Packages(null, Map.of("tcpdump", "2.0"), false), null)))
                .isInstanceOf(Failed.class)
                .hasMessage("Impossible package selection: tcpdump version not as requested: 2.0 vs. 1.0-1");
    }

    @Test
    void anArchiveThatIsNotTheOneOfTheCatalogueIsNotUnpacked() {
        archive = new BuilderArchive("toy", archive.path(), archive.file(), "0".repeat(64), null);

        assertThatThrownBy(() -> build(request()))
                .isInstanceOf(Down.class)
                .hasMessageContaining("its SHA-256 is " + sha256);
        assertThat(folder.resolve("builders")).isEmptyDirectory();
    }

    @Test
    void theImageBuilderItselfStaysAsItWas() throws Exception {
        build(request("tcpdump"));
        build(request("mc"));

        assertThat(folder.resolve("builders").resolve(sha256).resolve("bin")).doesNotExist();
        assertThat(steps).containsOnlyOnce(BuildStep.DOWNLOAD);
    }

    void nothingOfItRuns() {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(running()).isEmpty());
    }

    private List<ProcessHandle> running() throws IOException {
        return Processes.below(folder.resolve("work"));
    }
}
