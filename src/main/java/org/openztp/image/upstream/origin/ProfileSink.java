package org.openztp.image.upstream.origin;

import java.util.List;

/** Takes the profiles of a target as they are read. */
public interface ProfileSink {
    /**
     * @param titles JSON, an array
     * @param content all of it, JSON
     */
    record Profile(String id, String titles, String content, List<String> supportedDevices) {}

    void take(Profile profile) throws Unfit;
}
