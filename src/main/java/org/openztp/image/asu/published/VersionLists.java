package org.openztp.image.asu.published;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
        ObjectNode models = all.putObject("models");
        catalogue.profiles(tx, version.name()).forEach((target, profiles) -> {
            if (models.isEmpty()) {
                catalogue.target(tx, version.name(), target).ifPresent(first -> describe(all, first));
            }
            profiles.forEach(profile -> add(models, target, profile));
        });
        return all;
    }

    private static void add(ObjectNode models, String target, Profile profile) {
        for (String model : Models.of(profile.content().path("titles"))) {
            models.putObject(model)
                    .put("id", profile.id())
                    .put("target", target)
                    .set("images", profile.content().path("images"));
        }
    }

    /** What is the same for all targets, but for the odd package; asu told of one of them as well. */
    private static void describe(ObjectNode all, Target target) {
        all.put("target", target.name()).put("version_commit", target.revision());
        all.set("default_packages", target.content().path("default_packages"));
    }

    /** The names of all packages, for whatever target. */
    ArrayNode packages(Tx tx, Version version) {
        ArrayNode all = Reply.object().putArray("packages");
        catalogue.packageNames(tx, version.name()).forEach(all::add);
        return all;
    }
}
