package org.openztp.signature;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The public keys of usign in a folder: each file {@code *.pub} is one. */
public final class TrustedKeys {
    private static final int MOST_BYTES = 4096;

    private final Map<String, UsignKey> byId = new LinkedHashMap<>();
    private final List<String> faults = new ArrayList<>();

    private TrustedKeys() {}

    /**
     * As the files are at the moment; none where there is no such folder.
     *
     * @throws IOException the folder cannot be read; a file that cannot be is one of the {@link #faults}
     */
    public static TrustedKeys read(Path folder) throws IOException {
        TrustedKeys keys = new TrustedKeys();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> file.getFileName().toString().endsWith(".pub"))
                        .sorted()
                        .forEach(keys::add);
            }
        }
        return keys;
    }

    private void add(Path file) {
        try (InputStream content = Files.newInputStream(file)) {
            UsignKey key = UsignKey.parse(content.readNBytes(MOST_BYTES));
            Optional<UsignKey> same = byId.values().stream()
                    .filter(other -> other.id().equals(key.id()) || other.key().equals(key.key()))
                    .findFirst();
            if (same.isEmpty()) {
                byId.put(key.id(), key);
            } else if (!same.get().equals(key)) {
                faults.add(file + ": shares its id or its key with another file, which alone counts");
            }
        } catch (IOException | BadSignature e) {
            faults.add(file + ": is no public key of usign: " + e.getMessage());
        }
    }

    /** How many different keys are trusted. */
    public int size() {
        return byId.size();
    }

    /** What is wrong with files of the folder, each with its path. */
    public List<String> faults() {
        return List.copyOf(faults);
    }

    Optional<UsignKey> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }
}
