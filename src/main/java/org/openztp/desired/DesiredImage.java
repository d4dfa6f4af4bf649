package org.openztp.desired;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.openztp.openwrt.InvalidValue;

/**
 * An image that is made for devices: of which release, and with what inside.
 *
 * @param packages added to what the profile brings, in the order written; one with {@code -} before it is left out
 * @param version a release such as 24.10.2, or a branch such as 24.10, of which the newest stable one is meant; empty: the
 *     newest stable one of all
 * @param filesystem of the root; empty: as the ImageBuilder has it
 * @param automatic whether devices that do not run it are upgraded without anybody asking
 */
public record DesiredImage(
        List<String> packages, Optional<String> version, Optional<String> filesystem, boolean automatic) {
    private static final int MOST = 500;
    private static final Pattern PACKAGE = Pattern.compile("-?\\w[\\w.,-]{0,99}");
    private static final Pattern VERSION =
            Pattern.compile("SNAPSHOT|\\d{1,4}\\.\\d{1,4}(\\.\\d{1,6}(-rc\\d{1,4})?|-SNAPSHOT)?");
    private static final Set<String> FILESYSTEMS = Set.of("squashfs", "ext4", "ubifs", "erofs", "jffs2");

    /**
     * As it is written.
     *
     * @param version null for none, {@code filesystem} likewise
     * @param fix {@code report} or {@code automatic}; null is report
     * @throws InvalidValue naming the field and what to mend
     */
    public static DesiredImage of(List<String> packages, String version, String filesystem, String fix) {
        if (packages.size() > MOST
                || !packages.stream().allMatch(name -> PACKAGE.matcher(name).matches())) {
            throw new InvalidValue("packages: a list of at most " + MOST
                    + " names is wanted, such as [tcpdump, -ppp]; what has a minus in front is left out");
        }
        if (version != null && !VERSION.matcher(version).matches()) {
            throw new InvalidValue("version: a release such as 24.10.2, or a branch such as \"24.10\" is wanted");
        }
        if (filesystem != null && !FILESYSTEMS.contains(filesystem)) {
            throw new InvalidValue("filesystem: squashfs, ext4, ubifs, erofs or jffs2 is wanted");
        }
        return new DesiredImage(
                List.copyOf(packages),
                Optional.ofNullable(version),
                Optional.ofNullable(filesystem),
                DesiredBuild.isAutomatic(fix));
    }
}
