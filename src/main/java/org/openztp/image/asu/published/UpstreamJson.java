package org.openztp.image.asu.published;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openztp.db.Tx;
import org.openztp.image.asu.wire.Reply;
import org.openztp.image.asu.wire.Times;
import org.openztp.image.upstream.Catalogue;
import org.openztp.image.upstream.Profile;
import org.openztp.image.upstream.Target;
import org.openztp.image.upstream.Version;

/**
 * The files of an upstream as clients read them, below the paths of its versions: what asu makes of them, and the few of
 * the upstream's own that owut and the firmware selector read, so that they need nothing but this server.
 */
record UpstreamJson(Catalogue catalogue) {
    private static final Pattern OF_TARGET = Pattern.compile("(.{1,200})/targets/([^/]+/[^/]+)/([^/]+)\\.json");
    private static final Pattern OF_FEEDS = Pattern.compile("(.{1,200})/packages/([^/]+)-index\\.json");
    private static final Pattern OF_VERSION = Pattern.compile("(.{1,200})/\\.(targets|overview)\\.json");

    /** Null where there is none. */
    JsonNode find(Tx tx, String path) {
        Matcher ofTarget = OF_TARGET.matcher(path);
        if (ofTarget.matches()) {
            return version(tx, ofTarget.group(1))
                    .flatMap(version -> catalogue.target(tx, version.name(), ofTarget.group(2)))
                    .map(target -> ofTarget(tx, target, ofTarget.group(3)))
                    .orElse(null);
        }
        Matcher ofFeeds = OF_FEEDS.matcher(path);
        if (ofFeeds.matches()) {
            return version(tx, ofFeeds.group(1))
                    .map(version -> object(catalogue.packagesOfArchitecture(tx, version.name(), ofFeeds.group(2))))
                    .filter(packages -> !packages.isEmpty())
                    .orElse(null);
        }
        Matcher ofVersion = OF_VERSION.matcher(path);
        if (ofVersion.matches()) {
            return version(tx, ofVersion.group(1))
                    .map(version -> ofVersion.group(2).equals("targets")
                            ? object(catalogue.targets(tx, version.name()))
                            : titles(tx, version))
                    .orElse(null);
        }
        return path.equals(".versions.json") ? versions(tx) : null;
    }

    /**
     * As clients of 2021 read it: they drop an integer where they want a text, and break off at a package that is in the
     * index of the target and in that of the architecture as well.
     */
    JsonNode findOld(Tx tx, String path) {
        JsonNode found = find(tx, path);
        if (!(found instanceof ObjectNode object)) {
            return found;
        }
        if (object.path("source_date_epoch").isNumber()) {
            object.put("source_date_epoch", object.path("source_date_epoch").asText());
        }
        Matcher ofTarget = OF_TARGET.matcher(path);
        if (ofTarget.matches() && ofTarget.group(3).equals("index")) {
            String version = version(tx, ofTarget.group(1)).orElseThrow().name();
            String architecture = object.path("architecture").asText();
            ObjectNode own = (ObjectNode) object.path("packages");
            own.remove(
                    catalogue.packagesOfArchitecture(tx, version, architecture).keySet());
        }
        return object;
    }

    private Optional<Version> version(Tx tx, String path) {
        return catalogue.versions(tx).stream()
                .filter(version -> version.path().equals(path))
                .findFirst();
    }

    private JsonNode ofTarget(Tx tx, Target target, String file) {
        return switch (file) {
            case "index" -> {
                ObjectNode index = Reply.object().put("architecture", target.architecture());
                index.set("packages", object(catalogue.packagesOfTarget(tx, target.version(), target.name())));
                yield index;
            }
            case "profiles" -> {
                ObjectNode all = target.content().deepCopy();
                ObjectNode profiles = all.putObject("profiles");
                catalogue
                        .profiles(tx, target.version(), target.name())
                        .forEach(profile -> profiles.set(profile.id(), profile.content()));
                yield all;
            }
            default ->
                catalogue
                        .profile(tx, target.version(), target.name(), file)
                        .map(profile -> profile(target, profile))
                        .orElse(null);
        };
    }

    private static JsonNode profile(Target target, Profile profile) {
        ObjectNode all = target.content().deepCopy();
        all.setAll((ObjectNode) profile.content());
        all.put("id", profile.id());
        JsonNode epoch = all.path("source_date_epoch");
        if (epoch.canConvertToLong()) {
            all.put("build_at", Times.micros(Instant.ofEpochSecond(epoch.asLong())));
        }
        return all;
    }

    private static ObjectNode object(Map<String, String> words) {
        ObjectNode object = Reply.object();
        words.forEach(object::put);
        return object;
    }

    private ObjectNode titles(Tx tx, Version version) {
        ObjectNode all = Reply.object().put("release", version.name());
        ArrayNode profiles = all.putArray("profiles");
        catalogue
                .titles(tx, version.name())
                .forEach(profile -> profiles.addObject()
                        .put("id", profile.id())
                        .put("target", profile.target())
                        .set("titles", profile.titles()));
        return all;
    }

    private ObjectNode versions(Tx tx) {
        ObjectNode all = Reply.object()
                .put("stable_version", "")
                .put("oldstable_version", "")
                .put("upcoming_version", "");
        ArrayNode names = all.putArray("versions_list");
        catalogue.versions(tx).forEach(version -> {
            names.add(version.name());
            if (version.standing() != null) {
                all.put(version.standing().name().toLowerCase(java.util.Locale.ROOT) + "_version", version.name());
            }
        });
        return all;
    }
}
