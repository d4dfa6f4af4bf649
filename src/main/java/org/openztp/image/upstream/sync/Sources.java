package org.openztp.image.upstream.sync;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.openztp.db.Tx;
import org.openztp.image.upstream.Rows;
import org.openztp.image.upstream.origin.Upstream;

/** How the last sync of each upstream went: the rows of {@code upstream_source}. */
final class Sources {
    /**
     * @param syncedAt when it was last read to its end; null for never
     * @param faults what was wrong the last time, a line each
     */
    record Source(String name, String url, Instant triedAt, Instant syncedAt, List<String> faults) {}

    private static final String INSERT =
            "insert into upstream_source (name, url, tried_at, synced_at, faults) values (?, ?, ?, ?, ?)"
                    + " on duplicate key update url = values(url), tried_at = values(tried_at),"
                    + " synced_at = coalesce(values(synced_at), synced_at), faults = values(faults)";

    private Sources() {}

    /** @param synced whether it was read to its end */
    static void tried(Tx tx, Upstream upstream, Instant now, boolean synced, List<String> faults) {
        Rows.change(tx, INSERT, upstream.name(), upstream.url(), now, synced ? now : null, String.join("\n", faults));
    }

    /** Forgets those that are no upstreams any more. */
    static void keepOnly(Tx tx, List<String> names) {
        all(tx).stream()
                .map(Source::name)
                .filter(name -> !names.contains(name))
                .forEach(name -> Rows.change(tx, "delete from upstream_source where name = ?", name));
    }

    /** A few rows. */
    static List<Source> all(Tx tx) {
        return Rows.list(tx, "select * from upstream_source order by name", Sources::of);
    }

    private static Source of(ResultSet row) throws SQLException {
        return new Source(
                row.getString("name"),
                row.getString("url"),
                Rows.instant(row, "tried_at"),
                Rows.instant(row, "synced_at"),
                row.getString("faults").lines().toList());
    }
}
