package org.openztp.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.openztp.db.Db;
import org.openztp.db.DbConfig;
import org.openztp.testkit.ToyImageBuilder;

/** An upstream with one small ImageBuilder, as a server has it that has read its catalogue from there. */
final class ToyUpstream {
    private static final String ENDING = ".tar.zst";

    private ToyUpstream() {}

    /** Where its files are. */
    static Path folder(Path home) {
        return home.resolve("upstream");
    }

    /**
     * Before the server is started.
     *
     * @param database an empty one
     * @param url of the folder, or of a server that has its files
     */
    static void prepare(Path home, DbConfig database, ToyImageBuilder toy, String url) throws IOException {
        String sha256 = toy.writeTo(folder(home).resolve(ToyCatalogue.builderFolder()), ENDING);
        Files.writeString(
                Files.createDirectories(home.resolve("conf")).resolve("upstream.yaml"),
                "every: 0s\nupstreams:\n  - name: toy\n    url: " + url + "\n");
        try (Db db = Db.open(database)) {
            ToyCatalogue.fill(db, toy.fileName(ENDING), sha256);
        }
    }
}
