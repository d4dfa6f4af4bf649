package org.openztp.app;

import java.util.Optional;

/** The version as the build wrote it. */
final class Version {
    private Version() {}

    static String of() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("(unpackaged)");
    }
}
