package org.openztp.image.upstream.origin;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.openztp.image.upstream.Version.Standing;

/**
 * An upstream's {@code .versions.json}.
 *
 * @param names in the order of the file; what is no version is left out
 * @param standings the versions that it calls by more than their names
 */
public record VersionsJson(List<String> names, Map<Standing, String> standings) {
    private static final Map<String, Standing> FIELDS = Map.of(
            "upcoming_version", Standing.UPCOMING,
            "stable_version", Standing.STABLE,
            "oldstable_version", Standing.OLDSTABLE);
    private static final int MOST = 2000;

    /** @param name what the file is called where it is from */
    public static VersionsJson read(Path file, String name) throws Unfit {
        VersionsJson found = new VersionsJson(new ArrayList<>(), new LinkedHashMap<>());
        UpstreamJson.read(file, name, found::field);
        if (found.names.isEmpty()) {
            throw new Unfit(name + ": versions_list names no version");
        }
        return found;
    }

    private void field(UpstreamJson json, String key) throws IOException, Unfit {
        if (FIELDS.containsKey(key) && json.isText()) {
            if (Words.VERSION.fits(json.text())) {
                standings.put(FIELDS.get(key), json.text());
            }
        } else if (key.equals("versions_list")) {
            LinkedHashSet<String> all = new LinkedHashSet<>();
            json.items(() -> {
                if (all.size() >= MOST) {
                    throw json.unfit("more than " + MOST + " versions");
                }
                if (Words.VERSION.fits(json.text())) {
                    all.add(json.text());
                }
            });
            names.addAll(all);
        } else {
            json.skip();
        }
    }
}
