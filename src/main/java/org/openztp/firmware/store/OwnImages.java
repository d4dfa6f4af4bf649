package org.openztp.firmware.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.openztp.db.Db;
import org.openztp.http.Problem;

/** How images that this server has made come into the store: as operators' do, each in a build of its own. */
public final class OwnImages {
    private final Db db;
    private final StoredImages images;
    private final Builds builds;
    private final Uploads uploads;

    OwnImages(Db db, StoredImages images, Uploads uploads, InstantSource clock) {
        this.db = db;
        this.images = images;
        this.builds = new Builds(images, clock);
        this.uploads = uploads;
    }

    /**
     * Keeps an image, in transactions of its own; once more it is the same one.
     *
     * @param changelog of its build, where that is new
     * @return its number
     * @throws Problem as when an operator hands it in; then there is no empty build of it either
     * @throws IOException the file cannot be read
     */
    public long keep(String category, String version, String changelog, Path file, String who) throws IOException {
        NewBuild wanted = new NewBuild(category, version, null, changelog);
        long build = db.txRetrying(
                        tx -> builds.find(tx, category, version).orElseGet(() -> builds.add(tx, wanted, who)))
                .id();
        try (InputStream content = Files.newInputStream(file)) {
            NewImage image = new NewImage(build, file.getFileName().toString(), List.of(), who);
            return uploads.keep(image, content, Files.size(file)).image().id();
        } catch (Problem refused) {
            removeIfEmpty(build);
            throw refused;
        }
    }

    private void removeIfEmpty(long build) {
        db.txRetrying(tx -> {
            if (tx.em().find(Build.class, build) != null
                    && images.ofBuild(tx, build).isEmpty()) {
                builds.remove(tx, build);
            }
            return null;
        });
    }
}
