package org.openztp.observe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Whether folders can be written, and how much room is left where they lie. */
public record DiskCheck(List<Path> folders, Limits limits) implements Check {
    /** Bytes that should be free, and bytes that must be. */
    public record Limits(long enough, long least) {
        public static final Limits USUAL = new Limits(1L << 30, 100L << 20);
    }

    private static final String ABOUT = "disk";
    private static final String FULL = "a full disk stops the database, and uploads";
    private static final String MEND = "remove old images and logs, or move the folder to a larger disk";

    @Override
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        Map<FileStore, Path> stores = new LinkedHashMap<>();
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                findings.add(Finding.wrong(
                        ABOUT, folder + " is no folder", null, "start the server once: it makes what is missing"));
            } else if (!Files.isWritable(folder)) {
                findings.add(Finding.wrong(
                        ABOUT,
                        folder + " cannot be written by this user",
                        "the server keeps its data there",
                        "run this as the server's user; if you do, give the folder to that user"));
            } else {
                stores.putIfAbsent(store(folder), folder);
            }
        }
        stores.forEach((store, folder) -> findings.add(room(store, folder)));
        return findings;
    }

    private static FileStore store(Path folder) {
        try {
            return Files.getFileStore(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Finding room(FileStore store, Path folder) {
        long free;
        try {
            free = store.getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String what = String.format(Locale.ROOT, "%,d MB are free for %s", free / 1_000_000, folder);
        if (free < limits.least) {
            return Finding.wrong(ABOUT, "only " + what, FULL, MEND);
        }
        return free < limits.enough ? Finding.warning(ABOUT, "only " + what, FULL, MEND) : Finding.ok(ABOUT, what);
    }
}
