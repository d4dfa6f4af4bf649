package org.openztp.image.asu.wire;

/** One generation of asu's API. */
public interface Dialect {
    /** Adds all that it answers. */
    void addTo(Routes routes);

    /** What cannot be answered, as clients of this generation read it. */
    Reply failure(int status, String words);
}
