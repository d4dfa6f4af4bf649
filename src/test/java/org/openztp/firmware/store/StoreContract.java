package org.openztp.firmware.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.openztp.db.Page;
import org.openztp.db.Tx;
import org.openztp.db.Vendor;
import org.openztp.http.Problem;
import org.openztp.openwrt.InvalidValue;
import org.openztp.testkit.QueryPlan;
import org.openztp.testkit.SqlRecord;

/** Images kept, found wrong and removed, on whichever database the subclass opens. */
abstract class StoreContract extends WithStore {
    private static void assertRefused(int status, String words, ThrowingCallable act) {
        assertThatThrownBy(act).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.status()).as(problem.detail()).isEqualTo(status);
            assertThat(problem.detail()).contains(words);
        });
    }

    @Test
    void anImageIsKeptWithWhatItSaysOfItself() throws Exception {
        byte[] content = image(1, "acme,one");

        Uploads.Kept kept = keep(build("campus", "24.10.2"), "one.bin", content);

        assertThat(kept.isNew()).isTrue();
        assertThat(kept.image())
                .isEqualTo(new ImageView(
                        kept.image().id(),
                        kept.image().buildId(),
                        "one.bin",
                        sha256(content),
                        content.length,
                        List.of("acme,one"),
                        true,
                        "ath79/generic",
                        "24.10.2",
                        "r24106-10cc5fcd00",
                        "1.0",
                        clock.instant(),
                        "ops",
                        List.of(),
                        null));
        assertThat(files()).containsExactly(place(content));
        assertThat(Files.readAllBytes(place(content))).isEqualTo(content);
    }

    @Test
    void theSameBytesInTwoBuildsAreOneFileWhichGoesWithTheLastOfThem() {
        byte[] content = image(1, "acme,one");
        long first = keep(build("campus", "1"), "one.bin", content).image().id();
        long second = keep(build("campus", "2"), "one.bin", content).image().id();
        assertThat(files()).containsExactly(place(content));

        remove(first);
        look();
        assertThat(files()).containsExactly(place(content));
        assertThat(show(second).sha256()).isEqualTo(sha256(content));

        remove(second);
        assertThat(files()).containsExactly(place(content));
        look();
        assertThat(files()).isEmpty();
        assertThat(rows("Blob")).isZero();
    }

    @Test
    void handedInAgainItIsTheSameOneAndOtherBytesOfItsNameAreRefused() {
        long build = build("campus", "1");
        long id = keep(build, "one.bin", image(1, "acme,one")).image().id();

        Uploads.Kept again = keep(build, "one.bin", image(1, "acme,one"));

        assertThat(again.isNew()).isFalse();
        assertThat(again.image().id()).isEqualTo(id);
        assertRefused(409, "another image of the name one.bin", () -> keep(build, "one.bin", image(2, "acme,one")));
        assertThat(files()).containsExactly(place(image(1, "acme,one")));
    }

    @Test
    void aBoardHasOneImageOfABuild() {
        long build = build("campus", "1");
        keep(build, "one.bin", image(1, "acme,one"));

        assertRefused(
                409,
                "an image for the board acme,one already: one.bin",
                () -> keep(build, "other.bin", image(2, "acme,one")));
        assertRefused(409, "acme,one", () -> keep(build, "other.bin", bare(3), "acme,two", "acme,one"));
        assertThat(rows("StoredImage")).isEqualTo(1);
        assertThat(files()).hasSize(1);
    }

    @Test
    void anImageThatNamesNoBoardWantsThemFromTheOperatorAndAnyOtherDoesNot() {
        long build = build("campus", "1");

        assertRefused(422, "does not say which boards", () -> keep(build, "bare.bin", bare(1)));
        assertRefused(422, "names its boards itself", () -> keep(build, "one.bin", image(1, "acme,one"), "acme,two"));
        assertThat(files()).isEmpty();

        ImageView kept = keep(build, "bare.bin", bare(1), "acme,two", "acme,three", "acme,two")
                .image();
        assertThat(kept.boards()).containsExactly("acme,three", "acme,two");
        assertThat(kept.hasMetadata()).isFalse();
        assertThat(kept.compatVersion()).isEqualTo("1.0");
    }

    @Test
    void boardsInTheMetadataThatNoRouterSaysAreRefused() {
        long build = build("campus", "1");

        assertThatThrownBy(() -> keep(build, "one.bin", image(1, "acme\u00fc")))
                .isInstanceOf(InvalidValue.class)
                .hasMessageContaining("supported_devices");
        assertRefused(422, "supported_devices", () -> keep(build, "one.bin", image(1, "acme\\ud800")));
        assertThat(rows("StoredImage")).isZero();
        assertThat(files()).isEmpty();
    }

    @Test
    void whatIsNoImageOrIsDamagedLeavesNothing() {
        long build = build("campus", "1");
        byte[] damaged = image(1, "acme,one");
        damaged[100] ^= 1;

        assertRefused(422, "a program (ELF)", () -> keep(build, "one.bin", new byte[] {0x7f, 'E', 'L', 'F'}, "a"));
        assertRefused(422, "the file is empty", () -> keep(build, "one.bin", new byte[0], "a"));
        assertRefused(422, "the checksum of fwtool is wrong", () -> keep(build, "one.bin", damaged));
        assertRefused(413, "firmware.max-file-size", () -> keep(build, "one.bin", new byte[LARGEST + 1], "a"));
        assertRefused(404, "no build", () -> keep(build + 1, "one.bin", bare(1), "a"));
        assertThat(files()).isEmpty();
        assertThat(rows("Blob")).isZero();
    }

    @Test
    void aBuildIsOneOfItsCategoryAndOfItsOs() {
        NewBuild first = new NewBuild("campus", "24.10.2", "OpenWrt 24.10.2", "faster");
        db().txRetrying(tx -> builds.add(tx, first, "ops"));

        assertRefused(409, "a build campus/24.10.2 already", () -> db().txRetrying(tx -> builds.add(tx, first, "ops")));
        NewBuild sameOs = new NewBuild("other", "1", "OpenWrt 24.10.2", null);
        assertRefused(409, "campus/24.10.2", () -> db().txRetrying(tx -> builds.add(tx, sameOs, "ops")));
        assertThat(db().tx(builds::categories)).containsExactly(new CategoryView("campus", 1));
    }

    @Test
    void aBuildThatManyMakeAtOnceIsMadeOnce() throws Exception {
        NewBuild wanted = new NewBuild("campus", "1", "os", null);
        List<Boolean> made = atOnce(6, () -> {
            try {
                return db().txRetrying(tx -> builds.add(tx, wanted, "ops")).id() > 0;
            } catch (Problem e) {
                assertThat(e.status()).isEqualTo(409);
                return false;
            }
        });

        assertThat(made).containsOnlyOnce(true);
        assertThat(rows("Category")).isEqualTo(1);
        assertThat(rows("Build")).isEqualTo(1);
    }

    @Test
    void aBuildGoesWithItsImagesAndItsCategoryWithTheLastBuild() {
        long first = build("campus", "1");
        long second = build("campus", "2");
        keep(first, "one.bin", image(1, "acme,one"));
        keep(first, "two.bin", image(2, "acme,two"));

        removeBuild(first);
        assertThat(rows("StoredImage")).isZero();
        assertThat(rows("ImageBoard")).isZero();
        assertThat(db().tx(builds::categories)).containsExactly(new CategoryView("campus", 1));
        look();
        assertThat(files()).isEmpty();

        removeBuild(second);
        assertThat(db().tx(builds::categories)).isEmpty();
        assertRefused(404, "no build", () -> removeBuild(second));
    }

    private void removeBuild(long id) {
        db().txRetrying(tx -> {
            builds.remove(tx, id);
            return null;
        });
    }

    @Test
    void buildsAreListedNewestFirstPageByPage() {
        List<Long> ids =
                IntStream.range(0, 5).mapToObj(i -> build("c" + i % 2, "v" + i)).toList();

        Page<BuildView> first = db().tx(tx -> builds.list(tx, null, null, 2));
        Page<BuildView> second = db().tx(tx -> builds.list(tx, null, first.next(), 2));
        assertThat(first.items()).extracting(BuildView::id).containsExactly(ids.get(4), ids.get(3));
        assertThat(second.items()).extracting(BuildView::id).containsExactly(ids.get(2), ids.get(1));
        assertThat(db().tx(tx -> builds.list(tx, "c1", null, 9)).items())
                .extracting(BuildView::version)
                .containsExactly("v3", "v1");
        assertThatThrownBy(() -> db().tx(tx -> builds.list(tx, null, "x", 2))).isInstanceOf(InvalidValue.class);
    }

    @Test
    void aChangedFileIsFoundAndHealedByTheSameImageHandedInAgain() throws Exception {
        byte[] content = image(1, "acme,one");
        long build = build("campus", "1");
        long id = keep(build, "one.bin", content).image().id();
        byte[] tampered = content.clone();
        tampered[2000] ^= 1;
        Files.write(place(content), tampered);

        look();
        assertThat(store.faults()).as("not read so soon").isEmpty();
        clock.advance(BlobCare.TRUST.plusSeconds(1));
        look();
        assertThat(store.faults()).containsExactly("firmware one.bin: its file was changed");
        assertThat(show(id).fault()).isEqualTo("its file was changed");

        assertThat(keep(build, "one.bin", content).image().fault()).isNull();
        assertThat(store.faults()).isEmpty();
        assertThat(Files.readAllBytes(place(content))).isEqualTo(content);
    }

    @Test
    void aFileThatIsMissingIsAFaultUntilItIsBack() throws Exception {
        byte[] content = image(1, "acme,one");
        keep(build("campus", "1"), "one.bin", content);
        Path away = Files.move(place(content), folder.resolve("away"));
        clock.advance(BlobCare.TRUST.plusSeconds(1));
        look();
        assertThat(store.faults()).containsExactly("firmware one.bin: its file is missing");

        Files.move(away, place(content));
        clock.advance(BlobCare.DOUBT.plusSeconds(1));
        look();
        assertThat(store.faults()).isEmpty();
    }

    @Test
    void whatACrashLeftOnItsWayIsSweptWhenNoUploadCanBeThatOld() throws Exception {
        blobs.receive(new ByteArrayInputStream(bare(1)));
        assertThat(files()).hasSize(1);
        Files.setLastModifiedTime(files().get(0), FileTime.from(clock.instant()));

        clock.advance(BlobCare.UPLOAD);
        look();
        assertThat(files()).hasSize(1);
        clock.advance(Duration.ofSeconds(1));
        look();
        assertThat(files()).isEmpty();
    }

    @Test
    void aCrashBetweenTheFileAndItsRowLeavesNothingForLongAndAnUploadTakesItOver() throws Exception {
        byte[] taken = image(1, "acme,one");
        byte[] left = image(2, "acme,two");
        for (byte[] content : List.of(taken, left)) {
            blobs.place(blobs.receive(new ByteArrayInputStream(content)));
            Files.setLastModifiedTime(place(content), FileTime.from(clock.instant()));
        }
        long id = keep(build("campus", "1"), "one.bin", taken).image().id();
        Files.setLastModifiedTime(place(taken), FileTime.from(clock.instant()));

        look();
        assertThat(files()).containsExactlyInAnyOrder(place(taken), place(left));
        clock.advance(BlobCare.UPLOAD.plusSeconds(1));
        look();
        assertThat(files()).containsExactly(place(taken));
        assertThat(rows("Blob")).isEqualTo(1);
        assertThat(show(id).sizeBytes()).isEqualTo(taken.length);
    }

    @Test
    void aCrashBetweenTheRemovedFileAndItsRowIsMadeGood() throws Exception {
        byte[] content = image(1, "acme,one");
        long build = build("campus", "1");
        remove(keep(build, "one.bin", content).image().id());
        Files.delete(place(content));

        assertThat(keep(build, "one.bin", content).isNew()).isTrue();
        assertThat(files()).containsExactly(place(content));
        remove(show(keep(build, "one.bin", content).image().id()).id());
        Files.delete(place(content));
        look();
        assertThat(rows("Blob")).isZero();
    }

    @Test
    void anUploadThatMeetsTheRemovalOfTheSameBytesLosesNothing() throws Exception {
        byte[] content = image(1, "acme,one");
        long build = build("campus", "1");
        for (int round = 0; round < 200; round++) {
            remove(keep(build, "one.bin", content).image().id());

            List<Uploads.Kept> kept = race(() -> keep(build, "one.bin", content), () -> {
                look();
                return null;
            });

            assertThat(place(content)).as("round %s", round).hasBinaryContent(content);
            assertThat(show(kept.get(0).image().id()).sha256()).isEqualTo(sha256(content));
        }
        look();
        assertThat(files()).containsExactly(place(content));
        assertThat(store.faults()).isEmpty();
    }

    @Test
    void theSameBytesHandedInByManyAtOnceAreOneFileAndOneImage() throws Exception {
        long build = build("campus", "1");
        for (int round = 0; round < 20; round++) {
            byte[] content = image(round, "acme," + round);
            String file = "image" + round;
            List<Uploads.Kept> kept = atOnce(6, () -> keep(build, file, content));

            assertThat(kept).extracting(Uploads.Kept::isNew).containsOnlyOnce(true);
            assertThat(kept)
                    .extracting(each -> each.image().id())
                    .containsOnly(kept.get(0).image().id());
        }
        assertThat(files()).hasSize(20);
        assertThat(rows("Blob")).isEqualTo(20);
    }

    @Test
    void twoBuildsThatGetTheSameBytesAtOnceShareThem() throws Exception {
        long first = build("campus", "1");
        long second = build("campus", "2");
        for (int round = 0; round < 20; round++) {
            byte[] content = image(round, "acme," + round);
            String file = "image" + round;
            race(() -> keep(first, file, content), () -> keep(second, file, content));
            assertThat(place(content)).hasBinaryContent(content);
        }
        assertThat(rows("StoredImage")).isEqualTo(40);
        assertThat(rows("Blob")).isEqualTo(20);
        assertThat(files()).hasSize(20);
    }

    @Test
    void anImageOfABuildThatIsRemovedMeanwhileIsKeptBeforeOrNotAtAll() throws Exception {
        for (int round = 0; round < 20; round++) {
            byte[] content = image(round, "acme,one");
            long build = build("campus", "v" + round);
            race(
                    () -> {
                        try {
                            return keep(build, "one.bin", content);
                        } catch (Problem e) {
                            assertThat(e.status()).isEqualTo(404);
                            return null;
                        }
                    },
                    () -> {
                        removeBuild(build);
                        return null;
                    });
        }
        assertThat(rows("StoredImage")).isZero();
        assertThat(rows("ImageBoard")).isZero();
        look();
        assertThat(files()).isEmpty();
    }

    @Test
    void whatIsAskedOfManyBuildsIsFoundByIndexes() {
        long build = build("campus", "1");
        long image = keep(build, "one.bin", image(1, "acme,one")).image().id();
        db().run(this::addMany);

        List<SqlRecord.Executed> reads = test
                .sql()
                .executedDuring(() -> {
                    keep(build, "one.bin", image(1, "acme,one"));
                    keep(build, "two.bin", image(2, "acme,two"));
                    show(image);
                    store.faults();
                    readFile(sha256(image(1, "acme,one")));
                    db().tx(tx -> builds.get(tx, build));
                    db().tx(tx -> builds.find(tx, "campus", "1"));
                    db().tx(tx -> builds.list(tx, null, null, 20));
                    db().tx(tx -> builds.list(tx, "campus", null, 20));
                    db().tx(tx -> builds.add(tx, new NewBuild("campus", "new", "an os", null), "ops"));
                    remove(image);
                })
                .stream()
                .filter(each -> each.sql().startsWith("select"))
                .toList();

        assertThat(reads).hasSizeGreaterThan(10);
        for (SqlRecord.Executed read : reads) {
            QueryPlan plan = QueryPlan.of(db(), read);
            assertThat(plan.fullScan()).as("%s\n%s", read, plan.text()).isFalse();
        }
    }

    private void readFile(String sha256) {
        new ImageFiles(db(), blobs, new BlobCheck(db(), blobs, clock)).get(sha256);
        assertThatThrownBy(() -> signatures.add(sha256, new byte[1])).isInstanceOf(Problem.class);
        try {
            signatures.of(sha256);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A thousand builds of a thousand categories, with an image of another file each. */
    private void addMany(Tx tx) {
        for (int i = 2; i < 1002; i++) {
            String number = String.valueOf(i);
            for (String row : List.of(
                    "firmware_category (id, name) values (?1, concat('c', ?1))",
                    "firmware_build (id, category_id, version, os, changelog, created_at, created_by)"
                            + " values (?1, ?1, '1', concat('os', ?1), '', '2026-01-02 03:04:05', 'ops')",
                    "firmware_blob (sha256, bytes, verified_at) values (?1, 1, '2026-01-02 03:04:05')",
                    "firmware_image (id, build_id, sha256, file, has_metadata, compat_version, stored_at, stored_by)"
                            + " values (?1, ?1, ?1, 'x', false, '1.0', '2026-01-02 03:04:05', 'ops')",
                    "firmware_image_board (build_id, image_id, board) values (?1, ?1, 'acme,one')")) {
                tx.em()
                        .createNativeQuery("insert into " + row.replace("?1", number))
                        .executeUpdate();
            }
        }
        if (db().vendor() == Vendor.H2) {
            tx.em().createNativeQuery("analyze").executeUpdate();
        } else {
            tx.em()
                    .createNativeQuery("analyze table firmware_category, firmware_build, firmware_blob,"
                            + " firmware_image, firmware_image_board")
                    .getResultList();
        }
    }

    private static <T> List<T> race(Callable<T> one, Callable<T> other) throws Exception {
        return together(List.of(one, other));
    }

    private static <T> List<T> atOnce(int count, Callable<T> act) throws Exception {
        return together(IntStream.range(0, count).mapToObj(i -> act).toList());
    }

    private static <T> List<T> together(List<Callable<T>> acts) throws Exception {
        CyclicBarrier start = new CyclicBarrier(acts.size());
        ExecutorService threads = Executors.newFixedThreadPool(acts.size());
        try {
            List<Future<T>> all = acts.stream()
                    .map(act -> threads.submit(() -> {
                        start.await();
                        return act.call();
                    }))
                    .toList();
            List<T> results = new ArrayList<>();
            for (Future<T> each : all) {
                results.add(each.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
