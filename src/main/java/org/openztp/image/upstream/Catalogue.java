package org.openztp.image.upstream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.openztp.db.Tx;
import org.openztp.http.Json;

/**
 * What the upstreams have, as it was last read: always one generation of it, whole. What was found in one transaction goes
 * together as long as {@link #generation} stays the same.
 */
public final class Catalogue {
    /** What every device has installed and no index names. */
    private static final Set<String> ALWAYS_KNOWN = Set.of("libc", "kernel", "libgcc", "libgcc1");

    private static final String GENERIC = "generic";
    private static final int NAMES_AT_ONCE = 100;

    /** The rows of the generation that counts; what follows is joined to it. */
    private static final String OF_CURRENT = " from upstream_catalogue c ";

    private static final String VERSION = "join upstream_version v on v.generation = c.generation ";
    private static final String TARGET = "join upstream_target t on t.generation = c.generation and t.version = ? ";
    private static final String INDEX =
            "join upstream_index i on i.generation = c.generation and i.version = ? and i.scope = ? ";
    private static final String ONLY = "where c.id = 1 ";

    private final Branches branches;

    public Catalogue(Branches branches) {
        this.branches = branches;
    }

    /** Another number whenever anything in it changed; 0 before the first sync. */
    public long generation(Tx tx) {
        return Rows.list(tx, "select c.generation" + OF_CURRENT + ONLY, row -> row.getLong(1))
                .get(0);
    }

    /** All versions, by branch in the order of {@code conf/branches.yaml}: of each the newest first, its head last. */
    public List<Version> versions(Tx tx) {
        return Rows.list(
                tx,
                "select v.version, v.branch, v.path, v.upstream, v.standing" + OF_CURRENT + VERSION + ONLY
                        + "order by v.place",
                row -> new Version(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5) == null ? null : Version.Standing.valueOf(row.getString(5))));
    }

    /** A version by its name, in capitals or not. */
    public Optional<Version> version(Tx tx, String name) {
        return versions(tx).stream()
                .filter(version -> version.name().equalsIgnoreCase(name))
                .findFirst();
    }

    /** The versions that the upstreams call upcoming, stable and old stable, in this order. */
    public List<Version> latest(Tx tx) {
        return versions(tx).stream()
                .filter(version -> version.standing() != null)
                .sorted(Comparator.comparing(Version::standing))
                .toList();
    }

    /** The targets of a version in the order of the upstream, each with the architecture of its packages. */
    public Map<String, String> targets(Tx tx, String version) {
        Map<String, String> all = new LinkedHashMap<>();
        Rows.list(
                        tx,
                        "select t.target, t.architecture" + OF_CURRENT + TARGET + ONLY + "order by t.place",
                        row -> new String[] {row.getString(1), row.getString(2)},
                        version)
                .forEach(row -> all.put(row[0], row[1]));
        return all;
    }

    /** The targets of a version that there is an ImageBuilder for, in the order of the upstream. */
    public List<String> targetsWithBuilder(Tx tx, String version) {
        return Rows.list(
                tx,
                "select t.target" + OF_CURRENT + TARGET + ONLY + "and t.builder_file is not null order by t.place",
                row -> row.getString(1),
                version);
    }

    public Optional<Target> target(Tx tx, String version, String target) {
        return Rows.list(
                        tx,
                        "select t.target, t.architecture, d.content, t.builder_file, t.builder_sha256, t.signed_by,"
                                + " v.path, v.upstream" + OF_CURRENT + TARGET
                                + "join upstream_document d on d.id = t.profiles_id "
                                + VERSION + ONLY + "and v.version = t.version and t.target = ?",
                        row -> new Target(version, row.getString(1), row.getString(2), json(row, 3), builder(row)),
                        version,
                        target)
                .stream()
                .findFirst();
    }

    private static BuilderArchive builder(ResultSet row) throws SQLException {
        String file = row.getString("builder_file");
        return file == null
                ? null
                : new BuilderArchive(
                        row.getString("upstream"),
                        row.getString("path") + "/targets/" + row.getString("target") + "/" + file,
                        file,
                        row.getString("builder_sha256"),
                        row.getString("signed_by"));
    }

    /** What a target's images are built with; empty where the target is unknown or the upstream has none for it. */
    public Optional<BuilderArchive> imageBuilder(Tx tx, String version, String target) {
        return target(tx, version, target).map(Target::builder);
    }

    /**
     * A profile by its id, or by a board of its supported devices; where several profiles support the board, by the one
     * that names it first, if that is one alone. Commas count as underscores. A target whose only profile is the generic
     * one has it for every name.
     */
    public Optional<Profile> profile(Tx tx, String version, String target, String name) {
        List<Named> found = Rows.list(
                tx,
                "select p.profile, p.content, n.precedence" + OF_CURRENT + TARGET
                        + "join upstream_profile_name n on n.document_id = t.profiles_id and n.name = ? "
                        + "join upstream_profile p on p.document_id = n.document_id and p.profile = n.profile "
                        + ONLY + "and t.target = ? order by n.precedence limit 2",
                row -> new Named(profile(row), row.getInt(3)),
                version,
                id(name),
                target);
        if (found.isEmpty()) {
            return onlyProfile(tx, version, target);
        }
        boolean clear =
                found.size() == 1 || found.get(0).precedence() < found.get(1).precedence();
        return clear ? Optional.of(found.get(0).profile()) : Optional.empty();
    }

    private record Named(Profile profile, int precedence) {}

    private static Profile profile(ResultSet row) throws SQLException {
        return new Profile(row.getString(1), json(row, 2));
    }

    /** The id of the profile that a name may be, as ids are written. */
    public static String id(String name) {
        return name.replace(',', '_');
    }

    private static final String PROFILES_OF = "select p.profile, p.content" + OF_CURRENT + TARGET
            + "join upstream_profile p on p.document_id = t.profiles_id " + ONLY + "and t.target = ? order by p.place";

    private Optional<Profile> onlyProfile(Tx tx, String version, String target) {
        List<Profile> some = Rows.list(tx, PROFILES_OF + " limit 2", Catalogue::profile, version, target);
        return some.size() == 1 && some.get(0).id().equals(GENERIC) ? Optional.of(some.get(0)) : Optional.empty();
    }

    /** The profiles of a target in the order of the upstream, some hundred of 2 kB each. */
    public List<Profile> profiles(Tx tx, String version, String target) {
        return Rows.list(tx, PROFILES_OF, Catalogue::profile, version, target);
    }

    /** All profiles of a version by their targets, in the order of the upstream: some 1500 of 2 kB each. */
    public Map<String, List<Profile>> profiles(Tx tx, String version) {
        Map<String, List<Profile>> all = new LinkedHashMap<>();
        Rows.list(
                tx,
                "select p.profile, p.content, t.target" + OF_CURRENT + TARGET
                        + "join upstream_profile p on p.document_id = t.profiles_id " + ONLY
                        + "order by t.place, p.place",
                row -> all.computeIfAbsent(row.getString(3), none -> new ArrayList<>())
                        .add(profile(row)),
                version);
        return all;
    }

    /** The targets of a version that have a profile of this name, or one for a board of this name. */
    public List<String> targetsOf(Tx tx, String version, String name) {
        return Rows.list(
                tx,
                "select distinct t.target" + OF_CURRENT + "join upstream_profile_name n on n.name = ? "
                        + "join upstream_target t on t.profiles_id = n.document_id and t.generation = c.generation"
                        + " and t.version = ? " + ONLY + "order by t.target",
                row -> row.getString(1),
                id(name),
                version);
    }

    /**
     * The targets that have a profile of this name, or one for a board of this name, and an ImageBuilder; by the versions that
     * have such targets.
     */
    public Map<String, List<String>> targetsByVersion(Tx tx, String name) {
        Map<String, List<String>> all = new HashMap<>();
        Rows.list(
                        tx,
                        "select distinct t.version, t.target" + OF_CURRENT
                                + "join upstream_profile_name n on n.name = ? "
                                + "join upstream_target t on t.profiles_id = n.document_id and t.generation = c.generation "
                                + ONLY + "and t.builder_file is not null order by t.target",
                        row -> new String[] {row.getString(1), row.getString(2)},
                        id(name))
                .forEach(row ->
                        all.computeIfAbsent(row[0], each -> new ArrayList<>()).add(row[1]));
        return all;
    }

    /** All profiles of a version, some 1500. */
    public List<ProfileTitle> titles(Tx tx, String version) {
        return Rows.list(
                tx,
                "select p.profile, t.target, p.titles" + OF_CURRENT + TARGET
                        + "join upstream_profile p on p.document_id = t.profiles_id " + ONLY
                        + "order by t.place, p.place",
                row -> new ProfileTitle(row.getString(1), row.getString(2), json(row, 3)),
                version);
    }

    /** What a target has of its own, kernel modules included: each package's version by its name, some 2000. */
    public SortedMap<String, String> packagesOfTarget(Tx tx, String version, String target) {
        return packages(tx, version, target, "and i.own = true ");
    }

    /** What all feeds have for an architecture: each package's version by its name, some 10000. */
    public SortedMap<String, String> packagesOfArchitecture(Tx tx, String version, String architecture) {
        return packages(tx, version, architecture, "");
    }

    private static SortedMap<String, String> packages(Tx tx, String version, String scope, String only) {
        SortedMap<String, String> all = new TreeMap<>();
        Rows.list(
                        tx,
                        "select p.name, p.version" + OF_CURRENT + INDEX
                                + "join upstream_package p on p.document_id = i.document_id " + ONLY + only,
                        row -> new String[] {row.getString(1), row.getString(2)},
                        version,
                        scope)
                .forEach(row -> all.putIfAbsent(row[0], row[1]));
        return all;
    }

    /** The names of all packages of a version, for whatever target, sorted: some 10000. */
    public List<String> packageNames(Tx tx, String version) {
        return Rows.list(
                tx,
                "select distinct p.name from upstream_package p where p.document_id in (select i.document_id"
                        + OF_CURRENT
                        + "join upstream_index i on i.generation = c.generation and i.version = ? " + ONLY
                        + ") order by p.name",
                row -> row.getString(1),
                version);
    }

    /** Whether a device of the target can have the package installed. */
    public boolean hasPackage(Tx tx, String version, String target, String name) {
        return missing(tx, version, target, List.of(name)).isEmpty();
    }

    /**
     * Which of these packages no index has that counts for the target, in the order in which they were asked for, each
     * with what the branch of the version calls it, where that is known and there. Reads the packages that were asked for,
     * whatever the indexes hold.
     *
     * @param names as packages are called, without {@code -} or {@code +} before them
     */
    public List<MissingPackage> missing(Tx tx, String version, String target, Collection<String> names) {
        List<String> unknown = unknown(tx, version, target, names);
        if (unknown.isEmpty()) {
            return List.of();
        }
        List<PackageChange> changes =
                branches.find(Branch.nameOf(version)).map(Branch::changes).orElse(List.of());
        Map<String, String> renamed = new LinkedHashMap<>();
        unknown.forEach(name -> newName(changes, name).ifPresent(now -> renamed.put(name, now)));
        Set<String> notThere = new HashSet<>(unknown(tx, version, target, renamed.values()));
        return unknown.stream()
                .map(name -> new MissingPackage(name, notThere.contains(renamed.get(name)) ? null : renamed.get(name)))
                .toList();
    }

    private static Optional<String> newName(List<PackageChange> changes, String name) {
        return changes.stream().filter(change -> change.isOf(name)).findFirst().flatMap(change -> change.newName(name));
    }

    private List<String> unknown(Tx tx, String version, String target, Collection<String> names) {
        List<String> asked = names.stream()
                .distinct()
                .filter(name -> !ALWAYS_KNOWN.contains(name))
                .toList();
        Set<String> known = versionsOf(tx, version, target, asked).keySet();
        return asked.stream().filter(name -> !known.contains(name)).toList();
    }

    /** The version of each of these packages that a version has for a target, the architecture's included; of no others. */
    public Map<String, String> versionsOf(Tx tx, String version, String target, Collection<String> names) {
        List<String> asked = names.stream().distinct().toList();
        Map<String, String> known = new HashMap<>();
        for (int from = 0; from < asked.size(); from += NAMES_AT_ONCE) {
            known.putAll(known(tx, version, target, asked.subList(from, Math.min(asked.size(), from + NAMES_AT_ONCE))));
        }
        return known;
    }

    /** Goes from the names to the index of each, for neither database does so by itself for {@code name in (…)}. */
    private static Map<String, String> known(Tx tx, String version, String target, List<String> names) {
        String[] asked = new String[names.size()];
        Arrays.fill(asked, "select concat(?, '') as name");
        List<Object> values = new ArrayList<>(names);
        values.add(version);
        values.add(target);
        Map<String, String> known = new HashMap<>();
        Rows.list(
                tx,
                "select distinct p.name, p.version from (" + String.join(" union all ", asked) + ") n"
                        + " cross join upstream_catalogue c " + INDEX
                        + "join upstream_package p on p.document_id = i.document_id and p.name = n.name " + ONLY,
                row -> known.put(row.getString(1), row.getString(2)),
                values.toArray());
        return known;
    }

    private static JsonNode json(ResultSet row, int column) throws SQLException {
        try {
            return Json.MAPPER.readTree(row.getString(column));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not what a sync writes", e);
        }
    }
}
