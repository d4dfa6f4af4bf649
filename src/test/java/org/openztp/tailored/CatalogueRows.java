package org.openztp.tailored;

import java.util.List;
import org.openztp.db.Db;
import org.openztp.db.Tx;
import org.openztp.image.upstream.Branch;
import org.openztp.image.upstream.Rows;
import org.openztp.openwrt.Sha256;

/** A catalogue as a sync would have written it, release by release. */
public final class CatalogueRows {
    private static final List<String> TABLES = List.of(
            "upstream_profile_name",
            "upstream_profile",
            "upstream_package",
            "upstream_index",
            "upstream_target",
            "upstream_version",
            "upstream_document");

    private final Db db;
    private int places;

    /** Of nothing. */
    public CatalogueRows(Db db) {
        this.db = db;
        db.run(tx -> {
            TABLES.forEach(table -> Rows.change(tx, "delete from " + table));
            Rows.change(tx, "update upstream_catalogue set generation = 1 where id = 1");
        });
    }

    /**
     * A target of a version.
     *
     * @param profile with its boards, as {@code acme_one=acme,one;acme,uno}
     */
    public CatalogueRows add(String version, String target, String... profile) {
        db.run(tx -> {
            long generation = generation(tx);
            if (Rows.list(tx, "select 1 from upstream_version where version = ?", row -> 1, version)
                    .isEmpty()) {
                Rows.change(
                        tx,
                        "insert into upstream_version (generation, version, place, branch, path, upstream) values (?, ?, ?, ?, ?, 'toy')",
                        generation,
                        version,
                        places++,
                        Branch.nameOf(version),
                        "releases/" + version);
            }
            long document = document(tx, "profiles", version + target, "{\"version_code\":\"r1-ab\"}");
            Rows.change(
                    tx,
                    "insert into upstream_target (generation, version, target, place, architecture, profiles_id,"
                            + " builder_file, builder_sha256) values (?, ?, ?, ?, 'toy', ?, 'builder.tar.zst', ?)",
                    generation,
                    version,
                    target,
                    places++,
                    document,
                    "0".repeat(64));
            for (String each : profile) {
                String[] parts = each.split("=");
                profile(tx, document, parts[0], parts.length > 1 ? parts[1].split(";") : new String[0]);
            }
        });
        return this;
    }

    private static void profile(Tx tx, long document, String id, String... boards) {
        Rows.change(
                tx,
                "insert into upstream_profile (document_id, profile, place, titles, content) values (?, ?, 0, '[]', '{}')",
                document,
                id);
        name(tx, document, id, id, 0);
        for (int i = 0; i < boards.length; i++) {
            String name = boards[i].replace(',', '_');
            if (!name.equals(id)) {
                name(tx, document, name, id, i == 0 ? 1 : 2);
            }
        }
    }

    private static void name(Tx tx, long document, String name, String id, int precedence) {
        Rows.change(
                tx,
                "insert into upstream_profile_name (name, document_id, profile, precedence) values (?, ?, ?, ?)",
                name,
                document,
                id,
                precedence);
    }

    /** The packages of a target of a version. */
    public CatalogueRows packages(String version, String target, String... namesAndVersions) {
        db.run(tx -> {
            long index = document(tx, "index", version + target + places++, "{}");
            Rows.change(
                    tx,
                    "insert into upstream_index (generation, version, scope, name, own, document_id) values (?, ?, ?, ?, true, ?)",
                    generation(tx),
                    version,
                    target,
                    "feed-" + index,
                    index);
            for (String each : namesAndVersions) {
                String[] parts = each.split("=");
                Rows.change(
                        tx,
                        "insert into upstream_package (document_id, name, version) values (?, ?, ?)",
                        index,
                        parts[0],
                        parts[1]);
            }
        });
        return this;
    }

    /** The ImageBuilder of a target. */
    public CatalogueRows builder(String version, String target, String file, String sha256) {
        db.run(tx -> Rows.change(
                tx,
                "update upstream_target set builder_file = ?, builder_sha256 = ? where version = ? and target = ?",
                file,
                sha256,
                version,
                target));
        return this;
    }

    /** A target without an ImageBuilder. */
    public CatalogueRows withoutBuilder(String version, String target) {
        db.run(tx -> Rows.change(
                tx,
                "update upstream_target set builder_file = null where version = ? and target = ?",
                version,
                target));
        return this;
    }

    /** Something in it has changed, wherever. */
    public void turn() {
        db.run(tx -> {
            List.of("upstream_version", "upstream_target", "upstream_index", "upstream_catalogue")
                    .forEach(table -> Rows.change(tx, "update " + table + " set generation = generation + 1"));
        });
    }

    private static long generation(Tx tx) {
        return Rows.list(tx, "select generation from upstream_catalogue where id = 1", row -> row.getLong(1))
                .get(0);
    }

    private static long document(Tx tx, String kind, String name, String content) {
        Rows.change(
                tx,
                "insert into upstream_document (kind, sha256, complete, content) values (?, ?, true, ?)",
                kind,
                Sha256.hex(name),
                content);
        return Rows.list(
                        tx,
                        "select id from upstream_document where kind = ? and sha256 = ?",
                        row -> row.getLong(1),
                        kind,
                        Sha256.hex(name))
                .get(0);
    }
}
