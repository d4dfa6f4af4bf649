package org.openztp.image;

import java.util.List;
import org.openztp.db.Db;
import org.openztp.db.Tx;
import org.openztp.image.upstream.Rows;

/** A catalogue of one version with one target, as a sync would have written it: {@code acme_one} and {@code acme_two}. */
public final class ToyCatalogue {
    public static final String VERSION = "24.10.2";
    public static final String TARGET = "toy/generic";
    private static final String DIRECTORY = "releases/" + VERSION + "/targets/" + TARGET;
    private static final List<String> PACKAGES = List.of(
            "base-files",
            "busybox",
            "dropbear",
            "firewall4",
            "luci-light",
            "kmod-toy",
            "tcpdump",
            "mc",
            "owut",
            "apk-mbedtls");

    private ToyCatalogue() {}

    /** @param sha256 of the ImageBuilder's archive */
    public static void fill(Db db, String builderFile, String sha256) {
        db.run(tx -> {
            Rows.change(tx, "update upstream_catalogue set generation = 1 where id = 1");
            Rows.change(
                    tx,
                    "insert into upstream_version (generation, version, place, branch, path, upstream, standing)"
                            + " values (1, ?, 0, '24.10', ?, 'toy', 'STABLE')",
                    VERSION,
                    "releases/" + VERSION);
            long profiles = document(tx, "profiles", "{\"version_code\":\"r12345-0123456789\"}");
            Rows.change(
                    tx,
                    "insert into upstream_target (generation, version, target, place, architecture, profiles_id,"
                            + " builder_file, builder_sha256) values (1, ?, ?, 0, 'toy', ?, ?, ?)",
                    VERSION,
                    TARGET,
                    profiles,
                    builderFile,
                    sha256);
            profile(tx, profiles, "acme_one", "acme,one");
            profile(tx, profiles, "acme_two", "acme,two");
            long index = document(tx, "index", "{}");
            Rows.change(
                    tx,
                    "insert into upstream_index (generation, version, scope, name, own, document_id)"
                            + " values (1, ?, ?, 'all', true, ?)",
                    VERSION,
                    TARGET,
                    index);
            PACKAGES.forEach(name -> pack(tx, index, name));
            List.of(
                            "gone",
                            "conflict",
                            "fetch",
                            "hang",
                            "bomb",
                            "log",
                            "disk",
                            "big",
                            "silent",
                            "daemon",
                            "escape",
                            "link")
                    .forEach(name -> pack(tx, index, "toy-" + name));
        });
    }

    /** Where the archive lies below the address of the upstream. */
    public static String builderFolder() {
        return DIRECTORY;
    }

    private static long document(Tx tx, String kind, String content) {
        Rows.change(
                tx,
                "insert into upstream_document (kind, sha256, complete, content) values (?, ?, true, ?)",
                kind,
                kind,
                content);
        return Rows.list(tx, "select id from upstream_document where kind = ?", row -> row.getLong(1), kind)
                .get(0);
    }

    private static void profile(Tx tx, long document, String id, String board) {
        Rows.change(
                tx,
                "insert into upstream_profile (document_id, profile, place, titles, content) values (?, ?, 0, '[]', ?)",
                document,
                id,
                "{\"supported_devices\":[\"" + board + "\"]}");
        name(tx, document, id, id, 0);
        if (!board.replace(',', '_').equals(id)) {
            name(tx, document, board.replace(',', '_'), id, 1);
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

    private static void pack(Tx tx, long index, String name) {
        Rows.change(
                tx, "insert into upstream_package (document_id, name, version) values (?, ?, '1.0-1')", index, name);
    }
}
