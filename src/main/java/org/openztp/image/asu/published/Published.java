package org.openztp.image.asu.published;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.openztp.db.Tx;
import org.openztp.image.asu.published.Documents.Document;
import org.openztp.image.asu.wire.Answer;
import org.openztp.image.asu.wire.Asked;
import org.openztp.image.asu.wire.Dialect;
import org.openztp.image.asu.wire.Front;
import org.openztp.image.asu.wire.Reply;
import org.openztp.image.asu.wire.Routes;
import org.openztp.image.upstream.Branch;
import org.openztp.image.upstream.Catalogue;
import org.openztp.image.upstream.Target;

/** What there is to be had: the catalogue as static JSON, as today's clients read it. */
public final class Published implements Dialect {
    private final Front front;
    private final Documents documents;
    private final Catalogue catalogue;
    private final BranchesJson branches;
    private final UpstreamJson files;
    private final Supplier<List<String>> repositories;

    /** @param repositories URLs below which requests may name some of their own */
    public Published(Front front, Documents documents, Catalogue catalogue, Supplier<List<String>> repositories) {
        this.front = front;
        this.documents = documents;
        this.catalogue = catalogue;
        this.branches = new BranchesJson(catalogue);
        this.files = new UpstreamJson(catalogue);
        this.repositories = repositories;
    }

    @Override
    public void addTo(Routes routes) {
        for (String path : List.of("/json/v1/overview.json", "/api/v1/overview", "/api/overview", "/overview")) {
            routes.add(this, "GET", path, this::overview);
        }
        for (String path : List.of("/json/v1/latest.json", "/api/v1/latest", "/api/latest")) {
            routes.add(this, "GET", path, asked -> answer(asked, documents.find("latest", this::latest)));
        }
        routes.add(
                this,
                "GET",
                "/json/v1/branches.json",
                asked -> answer(asked, documents.find("branches", branches::list)));
        routes.add(this, "GET", "/json/v1/{path...}", this::file);
        routes.add(this, "GET", "/api/v1/revision/{version}/{target}/{subtarget}", this::revision);
    }

    private Answer answer(Asked asked, Optional<Document> document) {
        return document.<Answer>map(found -> Documents.reply(asked, found)).orElseGet(() -> failure(404, "Not found"));
    }

    private ObjectNode latest(Tx tx, List<Branch> all) {
        ObjectNode latest = Reply.object();
        latest.set("latest", branches.latest(tx));
        return latest;
    }

    /** Clients read the upstream's own files here as well. */
    private Answer overview(Asked asked) {
        String upstream = front.url(asked) + "/json/v1";
        List<String> allowed = repositories.get();
        ObjectNode server = BranchesJson.server(front.version(), allowed);
        return answer(
                asked,
                documents.find(
                        "overview " + upstream + " " + allowed,
                        (tx, all) -> branches.overview(tx, all, upstream, server)));
    }

    private Answer file(Asked asked) {
        String path = asked.variable("path");
        return answer(asked, documents.find("v1 " + path, (tx, all) -> files.find(tx, path)));
    }

    private Answer revision(Asked asked) {
        String version = asked.variable("version");
        String target = asked.variable("target") + "/" + asked.variable("subtarget");
        Optional<Document> revision =
                documents.find("revision " + version + " " + target, (tx, all) -> revision(tx, version, target));
        if (revision.isPresent()) {
            return Documents.reply(asked, revision.get());
        }
        return documents.isVersion(version)
                ? failure(404, "Failed to fetch revision for " + version + "/" + target)
                : failure(400, "Unsupported version: " + version);
    }

    private JsonNode revision(Tx tx, String version, String target) {
        return catalogue
                .version(tx, version)
                .flatMap(known -> catalogue.target(tx, known.name(), target))
                .map(Target::revision)
                .map(revision -> Reply.object().put("revision", revision))
                .orElse(null);
    }

    @Override
    public Reply failure(int status, String words) {
        return Reply.detail(status, words);
    }
}
