package org.openztp.image.upstream.sync;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.openztp.db.Tx;
import org.openztp.http.Json;
import org.openztp.image.upstream.Rows;
import org.openztp.image.upstream.origin.Answer;
import org.openztp.image.upstream.origin.Origin;
import org.openztp.image.upstream.origin.Unfit;
import org.openztp.image.upstream.origin.Unreachable;
import org.openztp.image.upstream.origin.Validators;
import org.openztp.openwrt.Sha256;

/**
 * The documents of one upstream: asked for only as far as they have changed, read once for each content. Several threads
 * may ask; one at a time writes.
 */
final class Documents {
    /** Reads a file that is new, and writes its rows. */
    interface Reading {
        /**
         * @param name what the file is called where it is from
         * @param document the number for its rows
         * @return what else of it is to be kept, JSON
         */
        String read(Path file, String name, long document) throws Unfit, Unreachable, InterruptedException;
    }

    private static final String REMEMBER = """
            insert into upstream_fetch (url_sha256, document_id, etag, modified, seen_at) values (?, ?, ?, ?, ?)
            on duplicate key update document_id = values(document_id), etag = values(etag),
              modified = values(modified), seen_at = values(seen_at)""";

    private final Portions.Run run;
    private final Origin origin;
    private final String address;
    private final Folder folder;

    /** @param address of the upstream; what is known of a file is forgotten when it is another one */
    Documents(Portions.Run run, Origin origin, String address, Folder folder) {
        this.run = run;
        this.origin = origin;
        this.address = address;
        this.folder = folder;
    }

    /** Where files lie while they are read. @param time that each may take */
    record Folder(Path path, Duration time, InstantSource clock) {}

    private record Known(Document document, Validators validators) {}

    /**
     * The document as the upstream has it now; empty where it has none.
     *
     * @throws Unfit it has one that is not what it should be
     */
    Optional<Document> get(Kind kind, String path, Reading reading) throws Unreachable, Unfit, InterruptedException {
        return get(kind, path, "", reading);
    }

    /** A file that is not kept. @return whether the upstream has it */
    boolean fetch(String path, long mostBytes, Path into) throws Unreachable, Unfit, InterruptedException {
        Answer answer = origin.fetch(path, Validators.NONE, into, new Origin.Limit(mostBytes, folder.time));
        return answer instanceof Answer.Fetched;
    }

    /** As {@link #get(Kind, String, Reading)}. @param by what the reading goes by besides the file; empty for nothing */
    Optional<Document> get(Kind kind, String path, String by, Reading reading)
            throws Unreachable, Unfit, InterruptedException {
        String key = Sha256.hex(kind + " " + address + " " + path + " " + by);
        Known known = run.db().tx(tx -> known(tx, key)).orElse(null);
        Path file = folder.path.resolve(UUID.randomUUID().toString());
        try {
            Validators validators = known == null ? Validators.NONE : known.validators;
            Answer answer = origin.fetch(path, validators, file, new Origin.Limit(kind.mostBytes(), folder.time));
            if (answer instanceof Answer.Fetched fetched) {
                return Optional.of(stored(new Source(kind, key, path, by, file), fetched, reading));
            }
            if (answer instanceof Answer.Unchanged && known != null) {
                remember(key, known.document.id(), known.validators);
                return Optional.of(known.document);
            }
            if (answer instanceof Answer.Unchanged) {
                throw new Unfit(path + ": is said to be unchanged, but was never there");
            }
            return Optional.empty();
        } finally {
            delete(file);
        }
    }

    private record Source(Kind kind, String key, String path, String by, Path file) {
        /** Of all that the document depends on. */
        String sha256(Answer.Fetched fetched) {
            return by.isEmpty() ? fetched.sha256() : Sha256.hex(fetched.sha256() + " " + by);
        }
    }

    private synchronized Document stored(Source source, Answer.Fetched fetched, Reading reading)
            throws Unfit, Unreachable, InterruptedException {
        String sha256 = source.sha256(fetched);
        Optional<Document> same = run.db().tx(tx -> find(tx, source.kind, sha256));
        Document document = same.isPresent() ? same.get() : read(source, sha256, reading);
        remember(source.key, document.id(), fetched.validators());
        return document;
    }

    private Document read(Source source, String sha256, Reading reading)
            throws Unfit, Unreachable, InterruptedException {
        long id = run.write(tx -> begun(tx, source.kind, sha256));
        String content = reading.read(source.file, source.path, id);
        run.write(tx ->
                Rows.change(tx, "update upstream_document set complete = true, content = ? where id = ?", content, id));
        return new Document(id, sha256, content);
    }

    /** What a run left that broke off in the middle of it is begun anew under another number, and swept by the next run. */
    private static long begun(Tx tx, Kind kind, String sha256) {
        Rows.change(
                tx,
                "update upstream_document set sha256 = ? where kind = ? and sha256 = ? and complete = false",
                UUID.randomUUID().toString(),
                kind.name(),
                sha256);
        Rows.change(
                tx,
                "insert into upstream_document (kind, sha256, complete, content) values (?, ?, false, '')",
                kind.name(),
                sha256);
        return Rows.list(
                        tx,
                        "select id from upstream_document where kind = ? and sha256 = ?",
                        row -> row.getLong(1),
                        kind.name(),
                        sha256)
                .get(0);
    }

    private void remember(String key, long document, Validators validators) {
        Instant now = folder.clock.instant();
        run.write(tx -> Rows.change(tx, REMEMBER, key, document, validators.etag(), validators.modified(), now));
    }

    private static Optional<Document> find(Tx tx, Kind kind, String sha256) {
        return Rows.list(
                        tx,
                        "select id, sha256, content from upstream_document"
                                + " where kind = ? and sha256 = ? and complete = true",
                        Documents::document,
                        kind.name(),
                        sha256)
                .stream()
                .findFirst();
    }

    private static Optional<Known> known(Tx tx, String key) {
        List<Known> found = Rows.list(
                tx,
                "select d.id, d.sha256, d.content, f.etag, f.modified from upstream_fetch f"
                        + " join upstream_document d on d.id = f.document_id where f.url_sha256 = ?",
                row -> new Known(document(row), new Validators(row.getString(4), row.getString(5))),
                key);
        return found.stream().findFirst();
    }

    private static Document document(ResultSet row) throws SQLException {
        return new Document(row.getLong(1), row.getString(2), row.getString(3));
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What one file of an upstream says, as it was read.
     *
     * @param sha256 of the file
     * @param content what is neither a profile nor a package of it, JSON
     */
    record Document(long id, String sha256, String content) {
        /** Its content as it was when it was read. */
        <T> T as(TypeReference<T> type) {
            try {
                return Json.MAPPER.readValue(content, type);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("document " + id + " is not as a sync writes it", e);
            }
        }
    }
}
