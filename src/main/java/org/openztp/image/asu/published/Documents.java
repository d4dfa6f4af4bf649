package org.openztp.image.asu.published;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.openztp.config.BadFile;
import org.openztp.db.Db;
import org.openztp.db.Tx;
import org.openztp.http.Json;
import org.openztp.image.asu.wire.Asked;
import org.openztp.image.asu.wire.Recent;
import org.openztp.image.asu.wire.Reply;
import org.openztp.image.upstream.Branch;
import org.openztp.image.upstream.Branches;
import org.openztp.image.upstream.Catalogue;
import org.openztp.image.upstream.PackageChange;
import org.openztp.image.upstream.Version;
import org.openztp.openwrt.Sha256;

/**
 * What is told of the catalogue, as JSON: each text is made once for each generation of it, and kept in memory as long as
 * there is room. A new generation, or another {@code conf/branches.yaml}, is seen within seconds.
 */
public final class Documents {
    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final long MOST_BYTES = 64L << 20;
    private static final int LOCKS = 64;

    /** What a text is made of. */
    record Edition(long generation, List<Branch> branches, List<Version> versions) {}

    /** Makes a text; null where there is nothing to tell. */
    interface Maker {
        JsonNode of(Tx tx, List<Branch> branches);
    }

    /** @param etag quoted */
    record Document(byte[] bytes, String etag) {}

    private final Db db;
    private final Recent<Edition> edition;
    private final Object[] making = new Object[LOCKS];
    private volatile Shelf shelf = new Shelf(new Edition(-1, List.of(), List.of()));

    /** @param branches those that count */
    public Documents(Db db, Catalogue catalogue, Branches branches) {
        this.db = db;
        this.edition = new Recent<>(() -> db.tx(tx -> edition(tx, catalogue, branches)), FRESH);
        for (int i = 0; i < LOCKS; i++) {
            making[i] = new Object();
        }
    }

    private static Edition edition(Tx tx, Catalogue catalogue, Branches branches) {
        List<Branch> all;
        try {
            all = branches.all();
        } catch (BadFile e) {
            all = List.of(); // the operator is told elsewhere
        }
        return new Edition(catalogue.generation(tx), all, catalogue.versions(tx));
    }

    /** Whether there is a branch that a version of this name could be of. */
    public boolean isBranchOf(String version) {
        String name = Branch.nameOf(version.toUpperCase(Locale.ROOT));
        return edition.get().branches().stream()
                .anyMatch(branch -> branch.name().equals(name));
    }

    /** What is called otherwise in a version. */
    public List<PackageChange> changes(String version) {
        return edition.get().branches().stream()
                .filter(branch -> branch.name().equals(Branch.nameOf(version)))
                .flatMap(branch -> branch.changes().stream())
                .toList();
    }

    public boolean isVersion(String name) {
        return edition.get().versions().stream()
                .anyMatch(version -> version.name().equalsIgnoreCase(name));
    }

    /** The texts of one edition; the one that was not wanted for longest goes when there is too much. */
    private static final class Shelf {
        private final Edition edition;
        private final Map<String, Document> all = new LinkedHashMap<>(64, 0.75f, true);
        private long bytes;

        Shelf(Edition edition) {
            this.edition = edition;
        }

        synchronized Document get(String key) {
            return all.get(key);
        }

        synchronized void put(String key, Document document) {
            all.put(key, document);
            bytes += document.bytes().length;
            var oldest = all.values().iterator();
            while (bytes > MOST_BYTES && oldest.hasNext()) {
                bytes -= oldest.next().bytes().length;
                oldest.remove();
            }
        }
    }

    /** @param key what tells it from all others of an edition */
    Optional<Document> find(String key, Maker maker) {
        Shelf now = shelf(edition.get());
        Document known = now.get(key);
        if (known != null) {
            return Optional.of(known);
        }
        synchronized (making[Math.floorMod(key.hashCode(), LOCKS)]) {
            known = now.get(key);
            if (known != null) {
                return Optional.of(known);
            }
            JsonNode made = db.tx(tx -> maker.of(tx, now.edition.branches()));
            if (made == null) {
                return Optional.empty();
            }
            Document document = document(made);
            now.put(key, document);
            return Optional.of(document);
        }
    }

    private Shelf shelf(Edition now) {
        Shelf current = shelf;
        if (!current.edition.equals(now)) {
            current = new Shelf(now);
            shelf = current;
        }
        return current;
    }

    private static Document document(JsonNode made) {
        byte[] bytes = Json.text(made).getBytes(UTF_8);
        return new Document(bytes, '"' + Sha256.hex(bytes).substring(0, 32) + '"');
    }

    /** The answer with it, or that it is still what the client has. */
    static Reply reply(Asked asked, Document document) {
        boolean isKnown = asked.header("If-None-Match")
                .filter(etags -> etags.contains(document.etag()) || etags.equals("*"))
                .isPresent();
        Reply reply = isKnown ? Reply.empty(304) : Reply.json(200, document.bytes());
        return reply.with("ETag", document.etag()).with("Cache-Control", "no-cache");
    }
}
