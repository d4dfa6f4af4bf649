package org.openztp.signature;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The public keys of usign in a folder: each file {@code *.pub}, or named by the id of its key as on routers, is one. */
public final class TrustedKeys {
    private static final int MOST_BYTES = 4096;
    private static final Pattern NAME = Pattern.compile(".*\\.pub|[0-9a-f]{16}");

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
                files.filter(file -> NAME.matcher(file.getFileName().toString()).matches())
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

    /** The same for the same keys, however their files are called: 64 hexadecimal digits. */
    public String fingerprint() {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            byId.values().stream()
                    .sorted(Comparator.comparing(UsignKey::id))
                    .forEach(key -> sha256.update(
                            (key.id() + HexFormat.of().formatHex(key.key().getEncoded()))
                                    .getBytes(StandardCharsets.US_ASCII)));
            return HexFormat.of().formatHex(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What is wrong with files of the folder, each with its path. */
    public List<String> faults() {
        return List.copyOf(faults);
    }

    Optional<UsignKey> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }
}
