package org.openztp.image.upstream.sync;

import java.nio.file.Path;
import java.util.List;
import org.openztp.image.upstream.Catalogue;
import org.openztp.image.upstream.origin.PackageIndex;
import org.openztp.image.upstream.origin.ProfilesJson;
import org.openztp.image.upstream.origin.Unfit;

/** Writes what a document holds, a portion at a time. */
record DocumentRows(Portions.Run run) {
    private static final String PROFILE =
            "insert into upstream_profile (document_id, profile, place, titles, content) values (?, ?, ?, ?, ?)";
    private static final String NAME =
            "insert into upstream_profile_name (name, document_id, profile, precedence) values (?, ?, ?, ?)";
    private static final String PACKAGE = "insert into upstream_package (document_id, name, version) values (?, ?, ?)";

    /** @return what it says of the target */
    String profiles(Path file, String name, long document) throws Unfit {
        Portions profiles = new Portions(run, PROFILE);
        Portions names = new Portions(run, NAME);
        int[] place = {0};
        ProfilesJson read = ProfilesJson.read(file, name, profile -> {
            profiles.add(document, profile.id(), place[0]++, profile.titles(), profile.content());
            names(names, document, profile);
        });
        profiles.flush();
        names.flush();
        return read.content();
    }

    private static void names(Portions names, long document, ProfilesJson.Sink.Profile profile) {
        List<String> boards = profile.supportedDevices().stream()
                .map(Catalogue::id)
                .distinct()
                .toList();
        names.add(profile.id(), document, profile.id(), 0);
        for (int i = 0; i < boards.size(); i++) {
            if (!boards.get(i).equals(profile.id())) {
                names.add(boards.get(i), document, profile.id(), i == 0 ? 1 : 2);
            }
        }
    }

    /** Of an index of format 1 nothing: it does not say where the names end and the ABIs begin. */
    String index(Path file, String name, long document) throws Unfit {
        PackageIndex index = PackageIndex.json(file, name);
        return index.format() == 2 ? written(index, document) : UpstreamFiles.Format.json(index);
    }

    String indexWithAbi(Path file, String name, long document) throws Unfit {
        return written(PackageIndex.json(file, name), document);
    }

    String packages(Path file, String name, long document) throws Unfit {
        return written(PackageIndex.text(file, name), document);
    }

    private String written(PackageIndex index, long document) {
        Portions packages = new Portions(run, PACKAGE);
        index.packages().forEach((name, version) -> packages.add(document, name, version));
        packages.flush();
        return UpstreamFiles.Format.json(index);
    }
}
