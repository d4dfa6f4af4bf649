package org.openztp.upgrade;

import java.util.Collection;
import java.util.Objects;

/**
 * Whether a router that is back in another boot runs what was promised. That it answers proves nothing, nor does an exit
 * code of sysupgrade: it shows its board, its release and revision, and that no flash is pending.
 *
 * @param code null when all is as promised
 */
record Verification(String code, String words) {
    /** @param boards that the image is for: it may call the board by another of their names */
    static Verification of(UpgradeOperation operation, Seen seen, Collection<String> boards) {
        UpgradeImage image = operation.image();
        if (!seen.board().equals(operation.board()) && !boards.contains(seen.board())) {
            String words = "its board calls itself " + seen.board() + ", and was " + operation.board();
            return new Verification(UpgradeCode.WRONG_BOARD_AFTER, words);
        }
        boolean asPromised =
                isPromised(image.release(), seen.release()) && isPromised(image.revision(), seen.revision());
        if (!asPromised) {
            String words = "it started " + version(seen.release(), seen.revision()) + ", not "
                    + version(image.release(), image.revision());
            return new Verification(UpgradeCode.OLD_VERSION, words);
        }
        if (seen.mark().equals(operation.key()) && !operation.options().keepMark()) {
            String words = "it started again with all that was in /etc: the flash has not taken";
            return new Verification(UpgradeCode.OLD_VERSION, words);
        }
        return new Verification(null, version(seen.release(), seen.revision()));
    }

    boolean isGood() {
        return code == null;
    }

    private static boolean isPromised(String promised, String runs) {
        return promised == null || promised.isEmpty() || promised.equals(runs);
    }

    private static String version(String release, String revision) {
        String known = Objects.requireNonNullElse(revision, "");
        return Objects.requireNonNullElse(release, "") + (known.isEmpty() ? "" : " " + known);
    }
}
