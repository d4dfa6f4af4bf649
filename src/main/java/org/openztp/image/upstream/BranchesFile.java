package org.openztp.image.upstream;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.openztp.openwrt.InvalidValue;

/** {@code conf/branches.yaml}. */
record BranchesFile(
        Map<String, Line> branches,
        @JsonProperty("package_changes") List<PackageChange> packageChanges) {
    private static final Pattern NAME = Pattern.compile("SNAPSHOT|\\d{1,4}\\.\\d{1,4}");

    BranchesFile {
        branches = branches == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(branches));
        packageChanges = packageChanges == null ? List.of() : List.copyOf(packageChanges);
        branches.forEach((name, line) -> {
            if (line == null || !NAME.matcher(name).matches()) {
                throw new InvalidValue(name + ": SNAPSHOT or the name of a branch is wanted, such as \"23.05\"");
            }
        });
    }

    /**
     * @param path of a version's files, in which {@code {version}} stands for its name
     * @param branchOffRev null for the main line
     * @param enabled false: no version of it is mirrored, nor shown
     */
    record Line(
            String path,
            Boolean snapshot,
            @JsonProperty("branch_off_rev") Integer branchOffRev,
            Boolean enabled) {
        private static final String RELEASES = "releases/{version}";
        private static final Pattern PATH = Pattern.compile("\\w[\\w.-]*(/(\\w[\\w.-]*|\\{version}))*");

        Line {
            path = path == null ? RELEASES : path;
            snapshot = snapshot != null && snapshot;
            enabled = enabled == null || enabled;
            if (!PATH.matcher(path).matches()) {
                throw new InvalidValue("path: a path below an upstream's address is wanted, such as " + RELEASES);
            }
            if (branchOffRev != null && branchOffRev < 1) {
                throw new InvalidValue("branch_off_rev: the number after the r of a revision is wanted, such as 23069");
            }
        }
    }
}
