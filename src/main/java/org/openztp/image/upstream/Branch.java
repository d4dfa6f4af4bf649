package org.openztp.image.upstream;

import java.util.List;

/**
 * A branch of OpenWrt, as {@code conf/branches.yaml} has it.
 *
 * @param path of a version's files below an upstream's address, in which {@code {version}} stands for its name
 * @param branchOffRev where it left the main line: the number after the {@code r} of a revision; null for the main line
 * @param changes of packages that it has, in the order of the file
 */
public record Branch(String name, String path, boolean snapshot, Integer branchOffRev, List<PackageChange> changes) {
    static final String MAIN = "SNAPSHOT";
    private static final String END = "-SNAPSHOT";

    public Branch {
        changes = List.copyOf(changes);
    }

    /** The branch of a version by its name: {@code 23.05} of {@code 23.05.5}, of {@code 23.05.0-rc1}, of {@code 23.05-SNAPSHOT}. */
    public static String nameOf(String version) {
        String bare = version.endsWith(END) ? version.substring(0, version.length() - END.length()) : version;
        int second = bare.indexOf('.', bare.indexOf('.') + 1);
        return second < 0 || bare.indexOf('.') < 0 ? bare : bare.substring(0, second);
    }

    /** What an upstream has of it besides what was released: the head of the branch. */
    public String head() {
        return name.equals(MAIN) ? MAIN : name + END;
    }

    public static boolean isHead(String version) {
        return version.equals(MAIN) || version.endsWith(END);
    }

    public String pathOf(String version) {
        return path.replace("{version}", version);
    }
}
