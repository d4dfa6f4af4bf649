package org.openztp.app;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.openztp.config.Home;
import org.openztp.image.upstream.Branches;
import org.openztp.image.upstream.origin.Upstreams;

/** The files that say what images can be built of. */
record ImageFiles(Branches branches, Upstreams upstreams) {
    static ImageFiles of(Home home, InstantSource clock) {
        Path conf = home.conf();
        return new ImageFiles(new Branches(conf.resolve("branches.yaml"), clock), new Upstreams(conf, clock));
    }

    /** What is wrong in them now, each with file and line. */
    List<String> faults() {
        return Stream.of(branches.problem(), upstreams.problem())
                .flatMap(Optional::stream)
                .toList();
    }
}
