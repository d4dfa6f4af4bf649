package org.openztp.firmware.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.openztp.config.Settings;
import org.openztp.db.Db;
import org.openztp.firmware.ImageSigners;
import org.openztp.testkit.SampleImage;
import org.openztp.testkit.Signer;

/** A store for tests of who uses images, with a way to fill it and one to spoil it. */
public final class SampleStore {
    private static final int LARGEST = 1 << 20;

    private final Db db;
    private final Path folder;
    private final InstantSource clock;
    private Store store;

    public SampleStore(Db db, Path folder, InstantSource clock) {
        this.db = db;
        this.folder = folder;
        this.clock = clock;
        wantSignatures(0);
    }

    /** From now on so many different keys must have signed an image. */
    public void wantSignatures(int keys) {
        Settings.Firmware rules = new Settings.Firmware(folder, folder, LARGEST, keys, 0, 0);
        store = new Store(rules, keys(), db, new WithStore.Uses(), clock);
    }

    public Store store() {
        return store;
    }

    /** An image of the release for the board, in a build of its own; its number. */
    public long keep(String version, String board, String release) {
        return keep(version, board, release, 4096);
    }

    /** @param size in bytes, metadata not counted */
    public long keep(String version, String board, String release, int size) {
        byte[] content = SampleImage.uImage(version.hashCode(), size)
                .metadata(SampleImage.json(board, release))
                .bytes();
        Blobs blobs = new Blobs(folder, LARGEST);
        StoredImages images = images(blobs);
        Signatures signatures = new Signatures(db, blobs, new ImageSigners(keys(), clock), clock);
        NewBuild wanted = new NewBuild("campus", version, null, null);
        long build = db.txRetrying(tx -> new Builds(images, clock).add(tx, wanted, "ops"))
                .id();
        try {
            NewImage image = new NewImage(build, "ap.bin", List.of(), "ops");
            return new Uploads(db, blobs, images, signatures, types())
                    .keep(image, new ByteArrayInputStream(content), content.length)
                    .image()
                    .id();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void remove(long image) {
        db.txRetrying(tx -> images(new Blobs(folder, LARGEST)).remove(tx, image));
    }

    private StoredImages images(Blobs blobs) {
        return new StoredImages(blobs, new WithStore.Uses(), clock);
    }

    /** As {@code wrt firmware sign} does it. */
    public void sign(long image, Signer signer) throws IOException {
        Blobs blobs = new Blobs(folder, LARGEST);
        String sha256 = db.tx(tx -> images(blobs).get(tx, image)).sha256();
        new Signatures(db, blobs, new ImageSigners(keys(), clock), clock)
                .add(sha256, signer.sign(Files.readAllBytes(file(sha256))));
    }

    private ImageTypes types() {
        return new ImageTypes(folder.resolve(ImageTypes.NAME), clock);
    }

    /** The folder of the keys whose signatures count. */
    public Path keys() {
        return folder.resolveSibling("keys");
    }

    /** Where the file of an image lies. */
    public Path file(String sha256) {
        return folder.resolve(sha256.substring(0, 2)).resolve(sha256);
    }
}
