package org.openztp.image.builder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.openztp.image.upstream.BuilderArchive;

/** Where the archives of ImageBuilders come from. */
public interface Archives {
    /**
     * Writes an archive to a file; what it is, who asked looks himself.
     *
     * @throws IOException it cannot be had now
     */
    void fetch(BuilderArchive archive, Path into) throws IOException, InterruptedException;

    /** The URL of the server that has its packages as well; what is in a folder of this machine needs none. */
    Optional<String> server(BuilderArchive archive) throws IOException;
}
