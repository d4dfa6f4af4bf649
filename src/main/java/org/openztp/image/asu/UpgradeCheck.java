package org.openztp.image.asu;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.openztp.db.Db;
import org.openztp.db.Tx;
import org.openztp.image.asu.published.Documents;
import org.openztp.image.asu.wire.Reply;
import org.openztp.image.upstream.Branch;
import org.openztp.image.upstream.Catalogue;
import org.openztp.image.upstream.MissingPackage;
import org.openztp.image.upstream.PackageChange;
import org.openztp.image.upstream.Target;
import org.openztp.image.upstream.Version;
import org.openztp.openwrt.InvalidValue;
import org.openztp.openwrt.Release;

/** Whether there is a newer version for a device, or newer packages, and what its packages are called there. */
final class UpgradeCheck {
    private static final int MOST_PACKAGES = 2000;

    /** What every device has, and no image is asked for by name. */
    private static final Set<String> ALWAYS_THERE = Set.of("libc", "kernel", "libgcc", "libgcc1");

    private final Db db;
    private final Catalogue catalogue;
    private final Documents documents;

    UpgradeCheck(Db db, Catalogue catalogue, Documents documents) {
        this.db = db;
        this.catalogue = catalogue;
        this.documents = documents;
    }

    /** Why there is no answer. @param unknown the packages that the version does not have */
    record Refusal(int status, String words, List<String> unknown) {}

    /** @param refusal null where there is an answer; {@code answer} null where there is nothing to upgrade */
    record Outcome(Refusal refusal, ObjectNode answer) {
        private static Outcome refused(int status, String words) {
            return new Outcome(new Refusal(status, words, List.of()), null);
        }
    }

    Outcome of(OldBody asked) {
        String version = asked.text("version");
        if (!documents.isVersion(version) && !documents.isBranchOf(version)) {
            return Outcome.refused(412, "unknown version " + shown(version));
        }
        return db.tx(tx -> of(tx, asked, newest(tx, version)));
    }

    private static String shown(String word) {
        return word.length() > 80 ? word.substring(0, 80) : word;
    }

    /** A snapshot stays one; whoever is ahead of the stable version is not led back. */
    private String newest(Tx tx, String version) {
        if (Branch.isHead(version.toUpperCase(java.util.Locale.ROOT))) {
            return catalogue.version(tx, version).map(Version::name).orElse(version);
        }
        return stable(tx).filter(stable -> isBefore(version, stable)).orElse(version);
    }

    private Optional<String> stable(Tx tx) {
        return catalogue.versions(tx).stream()
                .filter(each -> each.standing() == Version.Standing.STABLE)
                .map(Version::name)
                .findFirst();
    }

    private static boolean isBefore(String version, String other) {
        try {
            return new Release(version).before(other);
        } catch (InvalidValue e) {
            return false;
        }
    }

    private Outcome of(Tx tx, OldBody asked, String version) {
        Optional<Target> target = catalogue.target(tx, version, asked.target());
        if (target.isEmpty()) {
            return Outcome.refused(412, "unknown target " + shown(asked.target()));
        }
        if (target.get().builder() == null) {
            return Outcome.refused(412, "target currently not supported " + asked.target());
        }
        String field = asked.json().has("installed") ? "installed" : "packages";
        List<String> installed = asked.names(field).stream()
                .map(name -> name.startsWith("-") ? name.substring(1) : name)
                .filter(name -> !ALWAYS_THERE.contains(name))
                .toList();
        if (installed.size() > MOST_PACKAGES) {
            return Outcome.refused(400, "at most " + MOST_PACKAGES + " packages are taken");
        }
        return of(tx, asked, target.get(), installed);
    }

    private Outcome of(Tx tx, OldBody asked, Target target, List<String> installed) {
        List<PackageChange> changes = documents.changes(target.version());
        Set<String> packages = new LinkedHashSet<>(installed);
        List<String> unknown = new ArrayList<>();
        for (MissingPackage missing : catalogue.missing(tx, target.version(), target.name(), installed)) {
            packages.remove(missing.name());
            if (missing.renamed() != null) {
                packages.add(missing.renamed());
            } else if (changes.stream().noneMatch(change -> isDropped(change, missing.name()))) {
                unknown.add(shown(missing.name()));
            }
        }
        if (!unknown.isEmpty()) {
            String words = "could not find packages: " + String.join(", ", unknown);
            return new Outcome(new Refusal(422, words, unknown), null);
        }
        return new Outcome(null, answer(tx, asked, target, packages));
    }

    private static boolean isDropped(PackageChange change, String name) {
        return change.isOf(name) && change.newName(name).isEmpty();
    }

    private ObjectNode answer(Tx tx, OldBody asked, Target target, Set<String> packages) {
        boolean isNewer = !target.version().equalsIgnoreCase(asked.text("version"));
        ObjectNode upgrades = Reply.object();
        if (isNewer || asked.isOn("upgrade_packages")) {
            JsonNode current = asked.json().path(asked.json().has("installed") ? "installed" : "packages");
            Map<String, String> has = catalogue.versionsOf(tx, target.version(), target.name(), packages);
            packages.stream()
                    .filter(name -> current.path(name).isTextual() && has.containsKey(name))
                    .filter(name -> !current.path(name).asText().equals(has.get(name)))
                    .forEach(name -> upgrades.putArray(name)
                            .add(has.get(name))
                            .add(current.path(name).asText()));
        }
        if (!isNewer && upgrades.isEmpty()) {
            return null;
        }
        ObjectNode answer = Reply.object();
        if (isNewer) {
            answer.put("version", target.version());
        }
        if (!upgrades.isEmpty()) {
            answer.set("upgrades", upgrades);
        }
        packages.forEach(answer.putArray("packages")::add);
        return answer;
    }
}
