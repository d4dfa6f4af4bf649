package org.openztp.image.asu.published;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.openztp.db.Tx;
import org.openztp.http.Json;
import org.openztp.image.asu.wire.Answer;
import org.openztp.image.asu.wire.Asked;
import org.openztp.image.asu.wire.Dialect;
import org.openztp.image.asu.wire.Reply;
import org.openztp.image.asu.wire.Routes;
import org.openztp.image.upstream.Branch;
import org.openztp.image.upstream.Catalogue;
import org.openztp.image.upstream.Profile;
import org.openztp.image.upstream.ProfileTitle;
import org.openztp.image.upstream.Target;
import org.openztp.image.upstream.Version;

/** What there is to choose from, as chef asks for it: distributions, versions, models, and the packages of an image. */
public final class OldLists implements Dialect {
    private static final String DISTRO = "openwrt";
    private static final String ALIAS = "OpenWrt";

    private final Documents documents;
    private final Catalogue catalogue;

    public OldLists(Documents documents, Catalogue catalogue) {
        this.documents = documents;
        this.catalogue = catalogue;
    }

    @Override
    public void addTo(Routes routes) {
        routes.add(this, "GET", "/api/distros", asked -> answer(asked, "distros", this::distros));
        routes.add(this, "GET", "/api/distributions", asked -> answer(asked, "distributions", this::distributions));
        routes.add(this, "GET", "/api/models", this::models);
        routes.add(this, "GET", "/api/packages_image", this::packages);
        routes.add(this, "GET", "/api/v1/supported", asked -> answer(asked, "supported", this::supported));
        routes.add(this, "GET", "/api/v1/stats/packages", asked -> answer(asked, "packages", this::packages));
    }

    private Answer answer(Asked asked, String key, Documents.Maker maker) {
        return documents
                .find(key, maker)
                .<Answer>map(found -> Documents.reply(asked, found))
                .orElseGet(OldLists::malformed);
    }

    private static Reply malformed() {
        return Reply.json(400, Reply.object().putArray("none"));
    }

    private String latest(Tx tx) {
        return catalogue.versions(tx).stream()
                .filter(version -> version.standing() == Version.Standing.STABLE)
                .map(Version::name)
                .findFirst()
                .orElse("");
    }

    /** By the names of 2019, and by those of 2018. */
    private ArrayNode distros(Tx tx, List<Branch> branches) {
        ArrayNode all = Reply.object().putArray("distros");
        all.addObject()
                .put("distro_id", 1)
                .put("distro", DISTRO)
                .put("distro_alias", ALIAS)
                .put("distro_description", "")
                .put("latest", latest(tx))
                .put("id", 1)
                .put("name", DISTRO)
                .put("alias", ALIAS)
                .put("description", "");
        return all;
    }

    /** A row for each target of each version that images can be made for. */
    private ArrayNode supported(Tx tx, List<Branch> branches) {
        ArrayNode rows = Reply.object().putArray("targets");
        List<Version> versions = catalogue.versions(tx);
        for (int i = 0; i < versions.size(); i++) {
            String version = versions.get(i).name();
            for (String target : catalogue.targetsWithBuilder(tx, version)) {
                target(rows, i, version, target);
            }
        }
        return rows;
    }

    private static ObjectNode target(ArrayNode rows, int versionId, String version, String target) {
        return rows.addObject()
                .put("target_id", rows.size())
                .put("version_id", versionId)
                .put("distro", DISTRO)
                .put("distro_alias", ALIAS)
                .put("version", version)
                .put("target", target)
                .put("supported", true)
                .putNull("last_sync");
    }

    private ObjectNode distributions(Tx tx, List<Branch> branches) {
        ObjectNode all = Reply.object();
        ObjectNode ours = all.putObject(DISTRO)
                .put("distro_alias", ALIAS)
                .put("distro_description", "")
                .put("latest", latest(tx));
        ObjectNode versions = ours.putObject("versions");
        catalogue
                .versions(tx)
                .forEach(version -> versions.putObject(version.name()).put("version_description", ""));
        return all;
    }

    /** How many there are for the first architecture of the latest version. */
    private JsonNode packages(Tx tx, List<Branch> branches) {
        String version = latest(tx);
        return catalogue.targets(tx, version).values().stream()
                .findFirst()
                .map(architecture -> catalogue.packagesOfArchitecture(tx, version, architecture))
                .map(packages -> IntNode.valueOf(packages.size()))
                .orElse(IntNode.valueOf(0));
    }

    private Answer models(Asked asked) {
        String version = asked.query("version").orElse("");
        if (!isOurs(asked) || version.isEmpty()) {
            return malformed();
        }
        String wanted = asked.query("model_search").orElse("").toLowerCase(Locale.ROOT);
        ArrayNode all = Reply.object().putArray("models");
        documents
                .find("models " + version, (tx, branches) -> models(tx, version))
                .ifPresent(rows -> parsed(rows).forEach(row -> {
                    if (row.path("model").asText().toLowerCase(Locale.ROOT).contains(wanted)) {
                        all.add(row);
                    }
                }));
        return Reply.json(200, all);
    }

    private static boolean isOurs(Asked asked) {
        return asked.query("distro").filter(DISTRO::equalsIgnoreCase).isPresent();
    }

    private static JsonNode parsed(Documents.Document document) {
        try {
            return Json.MAPPER.readTree(document.bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A row for each model. */
    private ArrayNode models(Tx tx, String asked) {
        Optional<Version> version = catalogue.version(tx, asked);
        if (version.isEmpty()) {
            return null;
        }
        ArrayNode rows = Reply.object().putArray("models");
        for (ProfileTitle profile : catalogue.titles(tx, version.get().name())) {
            for (String model : Models.of(profile.titles())) {
                target(rows, 1, version.get().name(), profile.target())
                        .put("profile_id", rows.size())
                        .put("profile", profile.id())
                        .put("model", model);
            }
        }
        return rows;
    }

    private Answer packages(Asked asked) {
        String target = asked.query("target").orElse("")
                + asked.query("subtarget").map(below -> "/" + below).orElse("");
        Optional<String> version = asked.query("version");
        Optional<String> profile = asked.query("profile");
        if (!isOurs(asked) || version.isEmpty() || profile.isEmpty() || target.isEmpty()) {
            return malformed();
        }
        return answer(
                asked,
                "image " + version.get() + " " + target + " " + profile.get(),
                (tx, branches) -> packages(tx, version.get(), target, profile.get()));
    }

    /** What an image of the profile has when nobody asks for more or less. */
    private JsonNode packages(Tx tx, String asked, String target, String name) {
        String version = catalogue.version(tx, asked).map(Version::name).orElse(asked);
        Optional<Target> known = catalogue.target(tx, version, target);
        Optional<Profile> profile = catalogue.profile(tx, version, target, name);
        if (known.isEmpty() || profile.isEmpty()) {
            return null;
        }
        Set<String> all = new LinkedHashSet<>(known.get().packages());
        for (String each : profile.get().packages()) {
            if (each.startsWith("-")) {
                all.remove(each.substring(1));
            } else {
                all.add(each);
            }
        }
        ArrayNode names = Reply.object().putArray("packages");
        all.forEach(names::add);
        return names;
    }

    @Override
    public Reply failure(int status, String words) {
        return Reply.json(status, Reply.object().put("error", words));
    }
}
