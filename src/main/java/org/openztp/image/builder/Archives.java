package org.openztp.image.builder;

import java.io.IOException;
import java.nio.file.Path;
import org.openztp.image.upstream.BuilderArchive;

/** Where the archives of ImageBuilders come from. */
public interface Archives {
    /**
     * Writes an archive to a file; what it is, who asked looks himself.
     *
     * @throws IOException it cannot be had now
     */
    void fetch(BuilderArchive archive, Path into) throws IOException, InterruptedException;

    /** Whether its packages come by the network as well; what is in a folder of this machine needs none. */
    boolean isRemote(BuilderArchive archive) throws IOException;
}
