package org.openztp.image.asu;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.openztp.db.Db;
import org.openztp.db.Tx;
import org.openztp.image.ImageRequest;
import org.openztp.image.asu.published.Models;
import org.openztp.image.asu.wire.Asked;
import org.openztp.image.upstream.Catalogue;
import org.openztp.image.upstream.Profile;
import org.openztp.image.upstream.Version;

/** Which image a client of 2017 to 2019 means, which knows its board and its model, and not what its profile is called. */
final class OldProfiles {
    static final String UNKNOWN = "unknown device, please check model and board params";

    private static final Set<String> ALWAYS_THERE = Set.of("libc", "kernel", "libgcc", "libgcc1");

    private final Db db;
    private final Catalogue catalogue;

    OldProfiles(Db db, Catalogue catalogue) {
        this.db = db;
        this.catalogue = catalogue;
    }

    /** There is no such version, target or device; the message is for the client. */
    static final class Unknown extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unknown(String words) {
            super(words);
        }
    }

    /**
     * Of the latest version where none is named. Packages are all there are to be; without any it is the usual image.
     *
     * @throws Unknown nothing is known by what was sent
     * @throws org.openztp.openwrt.InvalidValue it cannot be asked for
     */
    ImageRequest request(OldBody body, String defaults, Asked asked) {
        List<String> packages = body.names("packages").stream()
                .filter(name -> !ALWAYS_THERE.contains(name))
                .toList();
        return db.tx(tx -> {
            String version = version(tx, body.text("version"));
            if (catalogue.target(tx, version, body.target()).isEmpty()) {
                throw new Unknown("unknown target " + shown(body.target()));
            }
            return new ImageRequest(
                    version,
                    null,
                    body.target(),
                    profile(tx, version, body),
                    new ImageRequest.Packages(packages, null, !packages.isEmpty()),
                    defaults,
                    null,
                    null,
                    null,
                    asked.header("User-Agent").orElse(null));
        });
    }

    private String version(Tx tx, String asked) {
        Optional<Version> found = asked.isEmpty()
                ? catalogue.versions(tx).stream()
                        .filter(each -> each.standing() == Version.Standing.STABLE)
                        .findFirst()
                : catalogue.version(tx, asked);
        return found.map(Version::name).orElseThrow(() -> new Unknown("unknown version " + shown(asked)));
    }

    private String profile(Tx tx, String version, OldBody body) {
        return Stream.of(body.text("board"), body.text("profile"))
                .filter(name -> !name.isEmpty())
                .flatMap(name -> catalogue.profile(tx, version, body.target(), name).stream())
                .map(Profile::id)
                .findFirst()
                .or(() -> firstOfItsKind(tx, version, body))
                .or(() -> byModel(tx, version, body))
                .or(() -> Stream.of("Generic", "generic")
                        .flatMap(name -> catalogue.profile(tx, version, body.target(), name).stream())
                        .map(Profile::id)
                        .findFirst())
                .orElseThrow(() -> new Unknown(UNKNOWN));
    }

    /** Boards of ar71xx do not tell that they are version 1; where there is a version 2 as well, they may be that. */
    private Optional<String> firstOfItsKind(Tx tx, String version, OldBody body) {
        String board = body.text("board");
        return board.isEmpty()
                        || catalogue
                                .profile(tx, version, body.target(), board + "-v2")
                                .isPresent()
                ? Optional.empty()
                : catalogue.profile(tx, version, body.target(), board + "-v1").map(Profile::id);
    }

    private Optional<String> byModel(Tx tx, String version, OldBody body) {
        String model = body.text("model");
        return model.isEmpty()
                ? Optional.empty()
                : catalogue.profiles(tx, version, body.target()).stream()
                        .filter(profile -> Models.of(profile.content().path("titles")).stream()
                                .anyMatch(model::equalsIgnoreCase))
                        .map(Profile::id)
                        .findFirst();
    }

    private static String shown(String word) {
        String plain = word.replaceAll("[^\\x20-\\x7e]", "?");
        return plain.length() > 80 ? plain.substring(0, 80) : plain;
    }
}
