package org.openztp.image.asu.published;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import org.openztp.db.Tx;
import org.openztp.image.asu.wire.Reply;
import org.openztp.image.upstream.Catalogue;
import org.openztp.image.upstream.Profile;
import org.openztp.image.upstream.Target;
import org.openztp.image.upstream.Version;

/** What the first servers of 2020 told of a version: its profiles, by their names too, and its packages. */
record VersionLists(Catalogue catalogue) {
    /** Makes one of them. */
    interface List {
        JsonNode of(Tx tx, Version version);
    }

    /** By id, with the target of each. */
    ObjectNode profiles(Tx tx, Version version) {
        ObjectNode all = Reply.object();
        catalogue
                .titles(tx, version.name())
                .forEach(profile -> all.putObject(profile.id()).put("target", profile.target()));
        return all;
    }

    /** By what devices are called, with id, target and files of each. */
    ObjectNode names(Tx tx, Version version) {
        ObjectNode all = Reply.object()
                .put("metadata_version", 1)
                .put("url", "/json/v1/" + version.path() + "/targets/{target}")
                .put("version_number", version.name());
        ObjectNode models = Reply.object();
        for (String name : catalogue.targets(tx, version.name()).keySet()) {
            catalogue.target(tx, version.name(), name).ifPresent(target -> describe(all, target));
            for (Profile profile : catalogue.profiles(tx, version.name(), name)) {
                for (String model : Models.of(profile.content().path("titles"))) {
                    models.putObject(model)
                            .put("id", profile.id())
                            .put("target", name)
                            .set("images", profile.content().path("images"));
                }
            }
        }
        all.set("models", models);
        return all;
    }

    /** The same for all targets of a version, as far as anybody asks. */
    private static void describe(ObjectNode all, Target target) {
        all.put("target", target.name()).put("version_commit", target.revision());
        all.set("default_packages", target.content().path("default_packages"));
    }

    /** The names of all packages, for whatever target. */
    ArrayNode packages(Tx tx, Version version) {
        Set<String> names = new TreeSet<>();
        catalogue
                .targets(tx, version.name())
                .keySet()
                .forEach(target -> names.addAll(
                        catalogue.packagesOfTarget(tx, version.name(), target).keySet()));
        new LinkedHashSet<>(catalogue.targets(tx, version.name()).values())
                .forEach(architecture -> names.addAll(catalogue
                        .packagesOfArchitecture(tx, version.name(), architecture)
                        .keySet()));
        ArrayNode all = Reply.object().putArray("packages");
        names.forEach(all::add);
        return all;
    }
}
