package org.openztp.outdated;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What newer there is for a device.
 *
 * @param runs as it says itself; null where it has not
 * @param ofBranch the newest release of the branch that it runs; null where it runs that, or there is none
 * @param newest the newest stable release; null likewise
 * @param words why nothing can be told; empty where it can
 */
record Found(String board, String runs, String ofBranch, String newest, Packages packages, String words) {
    /** Those in its last image that there are in other versions by now. */
    record Packages(int count, String words) {
        static final Packages NONE = new Packages(0, "");

        /**
         * @param inside the versions of the packages in the image
         * @param now those that the catalogue has; what it has none of does not count
         */
        static Packages of(Map<String, String> inside, Map<String, String> now) {
            List<String> waiting = new ArrayList<>();
            new TreeMap<>(inside).forEach((name, version) -> {
                String newer = now.get(name);
                if (newer != null && !newer.equals(version)) {
                    waiting.add(name + " " + version + " → " + newer);
                }
            });
            return waiting.isEmpty() ? NONE : new Packages(waiting.size(), String.join(", ", waiting));
        }
    }
}
