package org.openztp.image.upstream.sync;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openztp.db.Tx;
import org.openztp.image.upstream.Rows;
import org.openztp.image.upstream.Version;
import org.openztp.image.upstream.Version.Standing;

/** The versions and targets that count together, with the documents that they refer to. */
record Generation(long number) {
    private static final String VERSION = "insert into upstream_version"
            + " (generation, version, place, branch, path, upstream, standing) values (?, ?, ?, ?, ?, ?, ?)";
    private static final String TARGET = "insert into upstream_target"
            + " (generation, version, target, place, architecture, profiles_id, builder_file, builder_sha256, signed_by)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String INDEX = "insert into upstream_index"
            + " (generation, version, scope, name, own, document_id) values (?, ?, ?, ?, ?, ?)";
    private static final String OF_VERSION = " where generation = ? and version = ?";

    /** Writes it, for nobody to read yet. */
    void write(Portions.Run run, List<Draft> drafts) {
        Portions versions = new Portions(run, VERSION);
        Portions targets = new Portions(run, TARGET);
        Portions indexes = new Portions(run, INDEX);
        for (int i = 0; i < drafts.size(); i++) {
            Version version = drafts.get(i).version();
            versions.add(
                    number,
                    version.name(),
                    i,
                    version.branch(),
                    version.path(),
                    version.upstream(),
                    version.standing() == null ? null : version.standing().name());
            targets(targets, indexes, drafts.get(i));
        }
        versions.flush();
        targets.flush();
        indexes.flush();
    }

    private void targets(Portions targets, Portions indexes, Draft draft) {
        String version = draft.version().name();
        int place = 0;
        for (Map.Entry<String, Draft.Target> entry : draft.targets().entrySet()) {
            Draft.Target target = entry.getValue();
            Draft.Target.Builder builder = target.builder();
            targets.add(
                    number,
                    version,
                    entry.getKey(),
                    place++,
                    target.architecture(),
                    target.profiles(),
                    builder == null ? null : builder.file(),
                    builder == null ? null : builder.sha256(),
                    builder == null ? null : builder.signedBy());
            target.indexes().forEach((name, id) -> indexes.add(number, version, entry.getKey(), name, true, id));
            draft.feeds()
                    .getOrDefault(target.architecture(), Map.of())
                    .forEach((name, id) -> indexes.add(number, version, entry.getKey(), name, false, id));
        }
        draft.feeds()
                .forEach((architecture, feeds) ->
                        feeds.forEach((name, id) -> indexes.add(number, version, architecture, name, false, id)));
    }

    /** All that it has. */
    List<Draft> all(Tx tx) {
        return versions(tx).stream().map(version -> draft(tx, version)).toList();
    }

    /** What it has of an upstream. */
    List<Draft> of(Tx tx, String upstream) {
        return versions(tx).stream()
                .filter(version -> version.upstream().equals(upstream))
                .map(version -> draft(tx, version))
                .toList();
    }

    /** What it has of this upstream's version. */
    Optional<Draft> find(Tx tx, Version version) {
        return versions(tx).stream()
                .filter(own ->
                        own.name().equals(version.name()) && own.upstream().equals(version.upstream()))
                .findFirst()
                .map(own -> draft(tx, version));
    }

    private List<Version> versions(Tx tx) {
        return Rows.list(
                tx,
                "select version, branch, path, upstream, standing from upstream_version where generation = ?"
                        + " order by place",
                row -> new Version(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5) == null ? null : Standing.valueOf(row.getString(5))),
                number);
    }

    private Draft draft(Tx tx, Version version) {
        Draft draft = new Draft(version, new LinkedHashMap<>(), new LinkedHashMap<>());
        Rows.list(
                tx,
                "select * from upstream_target" + OF_VERSION + " order by place",
                row -> draft.targets().put(row.getString("target"), target(row)),
                number,
                version.name());
        Rows.list(
                tx,
                "select scope, name, own, document_id from upstream_index" + OF_VERSION,
                row -> index(draft, row),
                number,
                version.name());
        return draft;
    }

    private static Draft.Target target(ResultSet row) throws SQLException {
        String file = row.getString("builder_file");
        return new Draft.Target(
                row.getString("architecture"),
                row.getLong("profiles_id"),
                file == null
                        ? null
                        : new Draft.Target.Builder(file, row.getString("builder_sha256"), row.getString("signed_by")),
                new LinkedHashMap<>());
    }

    private static Void index(Draft draft, ResultSet row) throws SQLException {
        String scope = row.getString(1);
        String name = row.getString(2);
        if (row.getBoolean(3)) {
            draft.targets().get(scope).indexes().put(name, row.getLong(4));
        } else if (!draft.targets().containsKey(scope)) {
            draft.feeds()
                    .computeIfAbsent(scope, architecture -> new LinkedHashMap<>())
                    .put(name, row.getLong(4));
        }
        return null;
    }
}
