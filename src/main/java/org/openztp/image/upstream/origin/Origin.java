package org.openztp.image.upstream.origin;

import java.nio.file.Path;
import java.time.Duration;

/** Where the files of an upstream are: a server, or a folder. For use by any thread; closed by whoever opened it. */
public interface Origin extends AutoCloseable {
    /**
     * Asks for one file.
     *
     * @param path below the upstream's address, for instance {@code releases/23.05.5/.targets.json}
     * @param known of the same path, from an earlier answer
     * @param into is written over; of no use after anything but {@link Answer.Fetched}
     * @throws Unreachable it does not answer, or breaks off, or takes longer than the limit, and that twice in a row
     * @throws Unfit it answers otherwise than with the file, or with a larger one
     */
    Answer fetch(String path, Validators known, Path into, Limit limit) throws Unreachable, Unfit, InterruptedException;

    /** Breaks off what is under way. */
    @Override
    void close();

    /**
     * How much is taken from an upstream in one go.
     *
     * @param bytes of the file at most
     * @param time from asking to the last byte
     */
    public record Limit(long bytes, Duration time) {}
}
