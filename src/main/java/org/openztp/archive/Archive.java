package org.openztp.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.openztp.openwrt.Sha256;

/** A configuration as a device gave it, and the list of what is in it. */
public final class Archive {
    /** Compressed. A configuration has some ten kilobytes; what an operator adds to /etc/sysupgrade.conf may have more. */
    public static final int MOST_BYTES = 8 << 20;

    /** What a first version is compared with. */
    public static final Archive NONE = new Archive(new byte[0], new TreeMap<>());

    private final byte[] gzip;
    private final SortedMap<String, Item> items;

    private Archive(byte[] gzip, SortedMap<String, Item> items) {
        this.gzip = gzip;
        this.items = items;
    }

    /** @throws BadArchive it is none, it is cut off, it is empty, or it is refused */
    public static Archive of(byte[] gzip) throws BadArchive {
        if (gzip.length > MOST_BYTES) {
            throw new BadArchive("it is larger than " + (MOST_BYTES >> 20) + " MiB");
        }
        SortedMap<String, Item> items = new TreeMap<>();
        Tar.read(gzip, (entry, content) -> {
            String path = entry.path();
            switch (entry.kind()) {
                case FILE -> items.put(path, new Item(path, entry.size(), sha256(content), null));
                case LINK, HARD_LINK -> items.put(path, new Item(path, 0, null, entry.target()));
                case FOLDER -> {}
            }
        });
        if (items.isEmpty()) {
            throw new BadArchive("there is no file in it");
        }
        return new Archive(gzip, items);
    }

    public byte[] gzip() {
        return gzip;
    }

    public Collection<Item> items() {
        return items.values();
    }

    public Optional<Item> find(String path) {
        return Optional.ofNullable(items.get(path));
    }

    /** The same for the same names and contents, whenever and by whichever tar it was packed. */
    public String digest() {
        StringBuilder all = new StringBuilder();
        items.values()
                .forEach(item -> all.append(item.path())
                        .append('\0')
                        .append(item.identity())
                        .append('\0'));
        return Sha256.hex(all.toString());
    }

    /** The same archive with some of its files. */
    public byte[] only(Predicate<String> keep) {
        try {
            return Tar.only(gzip, keep);
        } catch (BadArchive e) {
            throw new IllegalStateException("it was read before", e);
        }
    }

    /**
     * The text of those of these files that are texts.
     *
     * @param most bytes of one file; a longer one is left out
     */
    Map<String, String> texts(Set<String> paths, long most) {
        Map<String, String> texts = new TreeMap<>();
        if (items.isEmpty()) {
            return texts;
        }
        try {
            Tar.read(gzip, (entry, content) -> {
                if (entry.kind() == Tar.Kind.FILE && paths.contains(entry.path()) && entry.size() <= most) {
                    text(content.readAllBytes()).ifPresent(text -> texts.put(entry.path(), text));
                }
            });
        } catch (BadArchive e) {
            throw new IllegalStateException("it was read before", e);
        }
        return texts;
    }

    private static Optional<String> text(byte[] bytes) {
        for (byte each : bytes) {
            if (each >= 0 && each < ' ' && each != '\n' && each != '\t' && each != '\r' && each != '\f') {
                return Optional.empty();
            }
        }
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static String sha256(InputStream content) throws IOException {
        try {
            DigestInputStream digesting = new DigestInputStream(content, MessageDigest.getInstance("SHA-256"));
            digesting.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digesting.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
