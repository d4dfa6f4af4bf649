package org.openztp.image.upstream.origin;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A version's {@code .targets.json}. */
public final class TargetsJson {
    private static final int MOST = 1000;

    private TargetsJson() {}

    /**
     * The targets in the order of the file, each with the architecture of its packages.
     *
     * @param name what the file is called where it is from
     */
    public static Map<String, String> read(Path file, String name) throws Unfit {
        Map<String, String> all = new LinkedHashMap<>();
        UpstreamJson.read(file, name, (json, target) -> {
            if (all.size() >= MOST) {
                throw json.unfit("more than " + MOST + " targets");
            }
            all.put(Words.TARGET.checked(target, name), Words.ARCHITECTURE.checked(json.text(), name));
        });
        return all;
    }
}
