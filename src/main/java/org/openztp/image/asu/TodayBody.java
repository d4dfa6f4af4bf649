package org.openztp.image.asu;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openztp.image.ImageRequest;
import org.openztp.image.asu.wire.Asked;

/**
 * The body of a build request, as {@code /api/v1/build} has it. What is not known is ignored.
 *
 * @param distro as it was sent
 */
record TodayBody(String distro, ImageRequest request) {
    static final Pattern TARGET = Pattern.compile("^[\\w-]*/[\\w-]*$");
    private static final Pattern VERSION = Pattern.compile("^[\\w+.,~-]*$");
    private static final Pattern NAME = Pattern.compile("^[\\w.-]+$");
    private static final Pattern URL = Pattern.compile("^https?://\\S+$");
    private static final Pattern KEY = Pattern.compile("(?s).*");
    private static final Pattern AUC = Pattern.compile("auc[ /]\\(?([\\w.+~-]{1,40})\\)?");

    /**
     * @throws Invalid a field is not what it should be
     * @throws org.openztp.openwrt.InvalidValue it is, and no image can be made of it
     */
    static TodayBody read(Asked asked) {
        Fields fields = Fields.of(asked.body());
        String distro = fields.word("distro", "openwrt");
        return new TodayBody(distro, request(fields, fields.needed("target", TARGET), asked));
    }

    /** What the fields say, of a target that may be known otherwise. */
    static ImageRequest request(Fields fields, String target, Asked asked) {
        String version = fields.needed("version", Fields.WORD);
        String versionCode = fields.word("version_code", "");
        String profile = fields.needed("profile", Fields.WORD);
        List<String> names = fields.words("packages", Fields.WORD);
        Map<String, String> versions = fields.map("packages_versions", Fields.WORD, VERSION);
        boolean all = fields.flag("diff_packages");
        String defaults = fields.text("defaults", ImageRequest.LONGEST_DEFAULTS);
        Integer rootfs = fields.number("rootfs_size_mb", 1, ImageRequest.LARGEST_ROOTFS_MB);
        Map<String, String> urls = fields.map("repositories", NAME, URL);
        boolean append =
                fields.choice("repositories_mode", List.of("replace", "append")).equals("append");
        List<String> keys = fields.words("repository_keys", KEY);
        String client = client(fields, asked);
        fields.check();
        return new ImageRequest(
                version,
                versionCode,
                target,
                profile,
                new ImageRequest.Packages(names, versions, all),
                defaults,
                rootfs,
                filesystem(fields),
                new ImageRequest.Repositories(urls, append, keys),
                client);
    }

    /** A device may have a root file system of a kind that no image has. */
    private static String filesystem(Fields fields) {
        return fields.get("filesystem").isTextual() ? fields.get("filesystem").asText() : null;
    }

    private static String client(Fields fields, Asked asked) {
        return fields.has("client")
                ? fields.text("client", ImageRequest.LONGEST_DEFAULTS)
                : asked.header("User-Agent").map(TodayBody::client).orElse(null);
    }

    /** Old ones say who they are in the header only. */
    private static String client(String agent) {
        Matcher auc = AUC.matcher(agent);
        return auc.matches() ? "auc/" + auc.group(1) : null;
    }
}
