package org.openztp.firmware.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.config.Settings;
import org.openztp.db.Db;
import org.openztp.db.Tx;
import org.openztp.firmware.ImageSigners;
import org.openztp.testkit.SampleImage;
import org.openztp.testkit.SettableClock;
import org.openztp.testkit.TestDb;

/** A store in a folder of its own, on whichever database the subclass opens. */
abstract class WithStore {
    static final int LARGEST = 256 * 1024;

    final SettableClock clock = new SettableClock();

    @TempDir
    Path folder;

    @TempDir
    Path keys;

    @TempDir
    Path conf;

    ImageTypes types;

    TestDb test;
    Blobs blobs;
    StoredImages images;
    Builds builds;
    Uploads uploads;
    final Uses uses = new Uses();
    Signatures signatures;
    Store store;
    BlobCare care;

    abstract TestDb open();

    @BeforeEach
    void start() {
        test = open();
        blobs = new Blobs(folder, LARGEST);
        images = new StoredImages(blobs, uses, clock);
        builds = new Builds(images, clock);
        signatures = new Signatures(db(), blobs, new ImageSigners(keys, clock), clock);
        types = ImageTypes.in(conf, clock);
        uploads = new Uploads(db(), blobs, images, signatures, types);
        store = store(0, LARGEST);
        care = new BlobCare(db(), blobs, new BlobCheck(db(), blobs, clock), signatures, clock);
    }

    @AfterEach
    void close() {
        test.close();
    }

    /** As the server puts it together. */
    Store store(int signatures, long largest) {
        return store(signatures, largest, 0);
    }

    /** @param siteRate kB a second to each location */
    Store store(int signatures, long largest, int siteRate) {
        return new Store(
                new Settings.Firmware(folder, folder, largest, signatures, 0, siteRate), keys, db(), uses, clock);
    }

    /** What the test says. */
    static final class Uses implements ImageUses {
        final Set<String> running = new HashSet<>();
        final Set<Long> atWork = new HashSet<>();
        final Set<String> desired = new HashSet<>();

        @Override
        public Optional<String> work(Tx tx, Collection<Long> all) {
            return all.stream().anyMatch(atWork::contains) ? Optional.of("an upgrade is not over") : Optional.empty();
        }

        @Override
        public boolean isRun(Tx tx, Collection<String> releases) {
            return releases.stream().anyMatch(running::contains);
        }

        @Override
        public boolean isDesired(String build) {
            return desired.contains(build);
        }
    }

    Db db() {
        return test.db();
    }

    long build(String category, String version) {
        NewBuild wanted = new NewBuild(category, version, null, null);
        return db().txRetrying(tx -> builds.add(tx, wanted, "ops")).id();
    }

    /** An image that names its board, other bytes for each seed. */
    static byte[] image(long seed, String board) {
        return SampleImage.uImage(seed, 4096)
                .metadata(SampleImage.json(board, "24.10.2"))
                .bytes();
    }

    /** An image that says nothing of itself. */
    static byte[] bare(long seed) {
        return SampleImage.uImage(seed, 4096).bytes();
    }

    Uploads.Kept keep(long build, String file, byte[] content, String... boards) {
        NewImage wanted = new NewImage(build, file, List.of(boards), "ops");
        try (InputStream body = new ByteArrayInputStream(content)) {
            return uploads.keep(wanted, body, -1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void remove(long image) {
        db().txRetrying(tx -> images.remove(tx, image));
    }

    ImageView show(long image) {
        return db().tx(tx -> images.get(tx, image));
    }

    void look() {
        try {
            care.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    Path place(byte[] content) {
        String sha256 = sha256(content);
        return folder.resolve(sha256.substring(0, 2)).resolve(sha256);
    }

    /** All regular files below the store's folder. */
    List<Path> files() {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long rows(String entity) {
        return db().tx(tx -> tx.em()
                .createQuery("select count(e) from " + entity + " e", Long.class)
                .getSingleResult());
    }
}
