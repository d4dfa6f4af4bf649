package org.openztp.image.asu.published;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import java.util.Locale;
import org.openztp.db.Tx;
import org.openztp.image.asu.wire.Answer;
import org.openztp.image.asu.wire.Asked;
import org.openztp.image.asu.wire.Dialect;
import org.openztp.image.asu.wire.Reply;
import org.openztp.image.asu.wire.Routes;
import org.openztp.image.upstream.Branch;
import org.openztp.image.upstream.Catalogue;
import org.openztp.image.upstream.Version;

/** The catalogue as static JSON, as clients of the two generations before today's read it. */
public final class OldPublished implements Dialect {
    private final Documents documents;
    private final Catalogue catalogue;
    private final BranchesJson branches;
    private final UpstreamJson files;
    private final VersionLists lists;

    public OldPublished(Documents documents, Catalogue catalogue) {
        this.documents = documents;
        this.catalogue = catalogue;
        this.branches = new BranchesJson(catalogue);
        this.files = new UpstreamJson(catalogue);
        this.lists = new VersionLists(catalogue);
    }

    @Override
    public void addTo(Routes routes) {
        for (String path : List.of("/json/branches.json", "/api/branches")) {
            routes.add(this, "GET", path, asked -> answer(asked, "old branches", branches::oldList));
        }
        routes.add(this, "GET", "/api/versions", this::versions);
        routes.add(this, "GET", "/api/profiles/{version}", asked -> ofVersion(asked, "profiles", lists::profiles));
        routes.add(this, "GET", "/api/names/{version}", asked -> ofVersion(asked, "names", lists::names));
        routes.add(this, "GET", "/api/packages/{version}", asked -> ofVersion(asked, "packages", lists::packages));
    }

    private Answer answer(Asked asked, String key, Documents.Maker maker) {
        return documents
                .find(key, maker)
                .<Answer>map(found -> Documents.reply(asked, found))
                .orElseGet(() -> failure(404, "Not found"));
    }

    private Answer ofVersion(Asked asked, String kind, VersionLists.List list) {
        String name = asked.variable("version");
        return answer(
                asked,
                kind + " of " + name.toUpperCase(Locale.ROOT),
                (tx, all) -> catalogue
                        .version(tx, name)
                        .map(version -> list.of(tx, version))
                        .orElse(null));
    }

    /** Rows for those who name a distribution, which clients of 2020 never do. */
    private Answer versions(Asked asked) {
        if (asked.query("distro").isEmpty()) {
            return answer(asked, "newest", branches::newest);
        }
        boolean isOurs = asked.query("distro").get().equalsIgnoreCase("openwrt");
        return isOurs
                ? answer(asked, "rows", this::rows)
                : Reply.json(200, Reply.object().putArray("none"));
    }

    private ArrayNode rows(Tx tx, List<Branch> all) {
        ArrayNode rows = Reply.object().putArray("rows");
        for (Version version : catalogue.versions(tx)) {
            rows.addObject()
                    .put("version_id", rows.size())
                    .put("distro", "openwrt")
                    .put("distro_alias", "OpenWrt")
                    .put("version", version.name())
                    .put("version_alias", version.name())
                    .put("version_description", "")
                    .put("snapshots", Branch.isHead(version.name()));
        }
        return rows;
    }

    /** What is at a path below {@code /json} that is no image's. */
    public Answer file(Asked asked) {
        String path = asked.variable("path");
        return answer(asked, "old " + path, (tx, all) -> files.findOld(tx, path));
    }

    @Override
    public Reply failure(int status, String words) {
        return Reply.detail(status, words);
    }
}
