package org.openztp.action;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.regex.Pattern;
import org.openztp.openwrt.InvalidValue;
import org.openztp.openwrt.Release;

/** Flashes a file of fw, unless the router runs its release. */
final class Upgrade implements Action {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    @Override
    public List<String> attributes() {
        return List.of("file", "release", "sha256", "keep");
    }

    @Override
    public Fragment compile(Attributes given, Site site) {
        String file = SiteFiles.checked("file", given.text("file"));
        String release = new Release(given.text("release")).value();
        String sha256 = given.has("sha256")
                ? given.text("sha256", SHA256, "64 hex digits in lower case")
                : site.firmwareSha256()
                        .apply(file)
                        .orElseThrow(() -> new InvalidValue("file: there is no " + file + " in fw"));
        List<String> words = new ArrayList<>(List.of(SiteFiles.inUrl("fw/" + file), release, sha256));
        if (!given.flag("keep", true)) {
            words.add("-n");
        }
        return Fragment.of(EnumSet.of(Library.FETCH, Library.UPGRADE), List.of(Fragment.call("upgrade", words)))
                .flashing(new Fragment.Flash(file, release, sha256));
    }
}
