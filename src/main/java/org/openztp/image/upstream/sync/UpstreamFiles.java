package org.openztp.image.upstream.sync;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openztp.http.Json;
import org.openztp.image.upstream.origin.Checksums;
import org.openztp.image.upstream.origin.FeedsConf;
import org.openztp.image.upstream.origin.PackageIndex;
import org.openztp.image.upstream.origin.ProfilesJson;
import org.openztp.image.upstream.origin.TargetsJson;
import org.openztp.image.upstream.origin.Unfit;
import org.openztp.image.upstream.origin.Unreachable;
import org.openztp.image.upstream.origin.VersionsJson;

/** The files of one upstream by what they are about, with their rows written. For several threads. */
final class UpstreamFiles {
    private static final String PACKAGES = "packages";

    /** What a target's own indexes are called; no feed has a slash in its name. */
    private static final String OWN = "target/packages";

    private static final String KERNEL_MODULES = "target/kmods";

    private final Documents documents;
    private final DocumentRows rows;
    private final Signatures signatures;

    /** @param signatures null where nothing must be signed */
    UpstreamFiles(Documents documents, DocumentRows rows, Signatures signatures) {
        this.documents = documents;
        this.rows = rows;
        this.signatures = signatures;
    }

    /** @throws Unfit there is no usable list of versions */
    VersionsJson versions() throws Unreachable, Unfit, InterruptedException {
        String path = ".versions.json";
        return documents
                .get(Kind.VERSIONS, path, (file, name, id) -> Json.text(VersionsJson.read(file, name)))
                .orElseThrow(() -> new Unfit(path + ": there is no such file"))
                .as(new TypeReference<>() {});
    }

    /**
     * The targets of a version with their architectures; empty where the upstream has no such version.
     *
     * @param path of the version
     */
    Optional<Map<String, String>> targets(String path) throws Unreachable, Unfit, InterruptedException {
        return documents
                .get(Kind.TARGETS, path + "/.targets.json", (file, name, id) -> Json.text(TargetsJson.read(file, name)))
                .map(list -> list.as(new TypeReference<LinkedHashMap<String, String>>() {}));
    }

    /**
     * A target whose profiles, packages and ImageBuilder are of the same build.
     *
     * @param path of the version
     * @return empty where it is not built yet
     * @throws Unfit a file is not what it should be, or they are being replaced just now
     */
    Optional<Draft.Target> target(String path, String target, String architecture)
            throws Unreachable, Unfit, InterruptedException {
        String folder = path + "/targets/" + target;
        SignedChecksums checksums = checksums(folder + "/sha256sums");
        Documents.Document profiles = documents
                .get(Kind.PROFILES, folder + "/profiles.json", rows::profiles)
                .orElse(null);
        if (profiles == null) {
            return Optional.empty();
        }
        agree(checksums, "profiles.json", profiles, folder);
        ProfilesJson about = new ProfilesJson(profiles.content());
        if (!about.target().equals(target) || !about.architecture().equals(architecture)) {
            throw new Unfit(folder + "/profiles.json: is of " + about.target() + ", " + about.architecture());
        }
        Map<String, Long> indexes = new LinkedHashMap<>();
        index(folder + "/" + PACKAGES, checksums).ifPresent(id -> indexes.put(OWN, id));
        if (!about.kernelFolder().isEmpty()) {
            index(folder + "/kmods/" + about.kernelFolder(), SignedChecksums.NONE)
                    .ifPresent(id -> indexes.put(KERNEL_MODULES, id));
        }
        return Optional.of(new Draft.Target(architecture, profiles.id(), Draft.Target.Builder.of(checksums), indexes));
    }

    /** @param file as the checksums call it */
    private static void agree(SignedChecksums checksums, String file, Documents.Document document, String target)
            throws Unfit {
        if (!checksums.agrees(file, document.sha256())) {
            throw new Unfit(target + ": " + file + " is not the one of sha256sums: the target is being replaced");
        }
    }

    private SignedChecksums checksums(String path) throws Unreachable, Unfit, InterruptedException {
        String by = signatures == null ? "" : signatures.keys().fingerprint();
        return documents
                .get(Kind.CHECKSUMS, path, by, (file, name, id) -> {
                    String signer = signatures == null ? null : signer(file, name);
                    return Json.text(
                            new SignedChecksums(Checksums.read(file, name).byFile(), signer));
                })
                .map(document -> document.as(new TypeReference<SignedChecksums>() {}))
                .orElse(SignedChecksums.NONE);
    }

    private String signer(Path file, String name) throws Unreachable, Unfit, InterruptedException {
        Path signature = file.resolveSibling(file.getFileName() + ".sig");
        try {
            if (!documents.fetch(name + ".sig", Signatures.LARGEST, signature)) {
                throw new Unfit(name + ".sig: there is no such file");
            }
            return signatures.signer(file, signature, name);
        } finally {
            discard(signature);
        }
    }

    private static void discard(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The indexes of all feeds of an architecture, by the feeds' names.
     *
     * @param path of the version
     * @throws Unfit one of them is not what it should be, or there is none
     */
    Map<String, Long> feeds(String path, String architecture) throws Unreachable, Unfit, InterruptedException {
        String folder = path + "/" + PACKAGES + "/" + architecture;
        List<String> feeds = documents
                .get(Kind.FEEDS, folder + "/feeds.conf", (file, name, id) -> Json.text(FeedsConf.read(file, name)))
                .map(document -> document.as(new TypeReference<List<String>>() {}))
                .orElse(List.of(FeedsConf.BASE));
        Map<String, Long> indexes = new LinkedHashMap<>();
        for (String feed : feeds) {
            index(folder + "/" + feed, SignedChecksums.NONE).ifPresent(id -> indexes.put(feed, id));
        }
        if (indexes.isEmpty()) {
            throw new Unfit(folder + ": there is no index of packages");
        }
        return indexes;
    }

    /** The best index that a folder has: one whose names are without ABI, if there is any. */
    private Optional<Long> index(String folder, SignedChecksums checksums)
            throws Unreachable, Unfit, InterruptedException {
        String json = folder + "/index.json";
        Documents.Document index = documents.get(Kind.INDEX, json, rows::index).orElse(null);
        if (index != null && index.as(new TypeReference<Format>() {}).format() == 2) {
            agree(checksums, PACKAGES + "/index.json", index, folder);
            return Optional.of(index.id());
        }
        Documents.Document text = documents
                .get(Kind.PACKAGES, folder + "/Packages", rows::packages)
                .orElse(null);
        if (text != null) {
            agree(checksums, PACKAGES + "/Packages", text, folder);
            return Optional.of(text.id());
        }
        return index == null
                ? Optional.empty()
                : documents.get(Kind.INDEX_WITH_ABI, json, rows::indexWithAbi).map(Documents.Document::id);
    }

    /** What is kept of an index besides its packages. */
    record Format(int format) {
        static String json(PackageIndex index) {
            return Json.text(new Format(index.format()));
        }
    }

    /**
     * A target's checksums as they are kept.
     *
     * @param signedBy the id of the key that signed them; null where nothing must be signed
     */
    record SignedChecksums(Map<String, String> byFile, String signedBy) {
        static final SignedChecksums NONE = new SignedChecksums(Map.of(), null);

        boolean agrees(String file, String sha256) {
            return new Checksums(byFile).agrees(file, sha256);
        }

        Optional<String> builder() {
            return new Checksums(byFile).builder();
        }
    }
}
