package org.openztp.image.upstream.sync;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.openztp.db.Tx;
import org.openztp.image.upstream.Rows;

/** Takes away what no generation needs any more, a portion at a time. Safe to break off and to repeat. */
final class Sweep {
    /** What was read of a file stays for so long after it was last asked for: a run that broke off goes on with it. */
    private static final Duration REMEMBERED = Duration.ofDays(7);

    private static final int AT_ONCE = 100;

    private final Portions.Run run;

    Sweep(Portions.Run run) {
        this.run = run;
    }

    /** What runs left that broke off in the middle of a document, and generations that never counted. */
    void brokenOff() {
        generations();
        for (List<Long> some = incomplete(); !some.isEmpty(); some = incomplete()) {
            some.forEach(this::remove);
        }
    }

    /** What counted before the generation that counted before this one, and the documents that were its alone. */
    void outdated(Instant now) {
        generations();
        run.clear("delete from upstream_fetch where seen_at < ?", now.minus(REMEMBERED));
        for (List<Long> some = unused(); !some.isEmpty(); some = unused()) {
            some.forEach(this::remove);
        }
    }

    /** All but the one that counts, and the one before it: somebody may be reading there. */
    private void generations() {
        List<Long> kept = run.db()
                .tx(tx -> Rows.list(
                        tx,
                        "select generation from upstream_catalogue union select previous from upstream_catalogue",
                        row -> row.getLong(1)));
        Object[] both = {kept.get(0), kept.get(kept.size() - 1)};
        for (String table : List.of("upstream_index", "upstream_target", "upstream_version")) {
            run.clear("delete from " + table + " where generation not in (?, ?)", both);
        }
    }

    private List<Long> incomplete() {
        return documents("complete = false");
    }

    private List<Long> unused() {
        return documents("not exists (select 1 from upstream_fetch f where f.document_id = d.id)"
                + " and not exists (select 1 from upstream_target t where t.profiles_id = d.id)"
                + " and not exists (select 1 from upstream_index i where i.document_id = d.id)");
    }

    private List<Long> documents(String which) {
        return run.db().tx(tx -> documents(tx, which));
    }

    private static List<Long> documents(Tx tx, String which) {
        return Rows.list(
                tx,
                "select d.id from upstream_document d where " + which + " order by d.id limit " + AT_ONCE,
                row -> row.getLong(1));
    }

    /** Its rows first: they are many, and found by its number alone. */
    private void remove(long document) {
        for (String table : List.of("upstream_package", "upstream_profile", "upstream_profile_name")) {
            run.clear("delete from " + table + " where document_id = ?", document);
        }
        run.write(tx -> Rows.change(tx, "delete from upstream_document where id = ?", document));
    }
}
