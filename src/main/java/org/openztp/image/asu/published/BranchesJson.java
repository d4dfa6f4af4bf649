package org.openztp.image.asu.published;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.openztp.db.Tx;
import org.openztp.http.Json;
import org.openztp.image.ImageRequest;
import org.openztp.image.asu.wire.Reply;
import org.openztp.image.upstream.Branch;
import org.openztp.image.upstream.Catalogue;
import org.openztp.image.upstream.PackageChange;
import org.openztp.image.upstream.Version;

/** The branches of OpenWrt as clients read them: those that there are versions of. */
record BranchesJson(Catalogue catalogue) {
    /** For {@code /json/v1/branches.json}. */
    ArrayNode list(Tx tx, List<Branch> branches) {
        ArrayNode all = Json.MAPPER.createArrayNode();
        List<Version> versions = catalogue.versions(tx);
        branches.forEach(branch -> branch(tx, branch, versions, all));
        return all;
    }

    /** For clients of 2021, which end by a fault of memory where one of these is missing. */
    ArrayNode oldList(Tx tx, List<Branch> branches) {
        ArrayNode all = list(tx, branches);
        all.forEach(each -> {
            ObjectNode branch = (ObjectNode) each;
            boolean isMain = branch.path("branch_off_rev").isMissingNode();
            branch.put(
                    "git_branch",
                    isMain ? "master" : "openwrt-" + branch.path("name").asText());
            branch.put("pubkey", "").put("updates", isMain ? "dev" : "bugs");
            branch.put("release_date", "").put("eol", "");
            branch.putArray("repos");
            branch.putObject("extra_repos");
        });
        return all;
    }

    /** For {@code /api/versions} of 2020: of each branch the newest version, snapshots last. */
    ObjectNode newest(Tx tx, List<Branch> branches) {
        ObjectNode all = Reply.object().put("metadata_version", 1);
        ArrayNode list = all.putArray("branches");
        List<ObjectNode> snapshots = new ArrayList<>();
        oldList(tx, branches).forEach(each -> {
            String newest = each.path("versions").path(0).asText();
            ObjectNode branch = (ObjectNode) each;
            boolean isMain = branch.path("snapshot").asBoolean();
            branch.put("latest", isMain ? "snapshot" : newest);
            branch.put("path", branch.path("path").asText().replace("{version}", newest));
            branch.remove(List.of("package_changes", "targets", "versions", "path_packages"));
            if (isMain) {
                snapshots.add(branch);
            } else {
                list.add(branch);
            }
        });
        list.addAll(snapshots);
        return all;
    }

    private void branch(Tx tx, Branch branch, List<Version> versions, ArrayNode all) {
        List<Version> own = versions.stream()
                .filter(each -> each.branch().equals(branch.name()))
                .toList();
        if (own.isEmpty()) {
            return;
        }
        ObjectNode json = all.addObject()
                .put("path", branch.path())
                .put("enabled", true)
                .put("snapshot", branch.snapshot())
                // clients leave out a branch that has none
                .put("path_packages", "DEPRECATED");
        if (branch.branchOffRev() != null) {
            json.put("branch_off_rev", branch.branchOffRev());
        }
        ArrayNode changes = json.putArray("package_changes");
        branch.changes().stream()
                .filter(PackageChange::isOfOne)
                .map(Json.MAPPER::<ObjectNode>valueToTree)
                .forEach(changes::add);
        ArrayNode names = json.putArray("versions");
        own.forEach(each -> names.add(each.name()));
        json.put("name", branch.name());
        ObjectNode targets = json.putObject("targets");
        catalogue.targets(tx, own.get(0).name()).forEach(targets::put);
    }

    /** @param server what this server says of itself */
    ObjectNode overview(Tx tx, List<Branch> branches, String upstream, ObjectNode server) {
        ObjectNode all = Reply.object();
        all.set("latest", latest(tx));
        ObjectNode byName = all.putObject("branches");
        list(tx, branches).forEach(branch -> byName.set(branch.path("name").asText(), branch));
        all.put("upstream_url", upstream);
        all.set("server", server);
        return all;
    }

    /** The upcoming, the stable and the old stable version, as far as there are any. */
    ArrayNode latest(Tx tx) {
        ArrayNode names = Json.MAPPER.createArrayNode();
        catalogue.latest(tx).forEach(version -> names.add(version.name()));
        return names;
    }

    static ObjectNode server(String version, List<String> repositories) {
        ObjectNode server = Reply.object()
                .put("version", version)
                .put("contact", "")
                .put("allow_defaults", true)
                .put("max_custom_rootfs_size_mb", ImageRequest.LARGEST_ROOTFS_MB)
                .put("max_defaults_length", ImageRequest.LONGEST_DEFAULTS);
        repositories.forEach(server.putArray("repository_allow_list")::add);
        return server;
    }
}
