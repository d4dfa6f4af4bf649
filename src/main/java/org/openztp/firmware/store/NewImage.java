package org.openztp.firmware.store;

import java.util.List;
import java.util.regex.Pattern;
import org.openztp.openwrt.InvalidValue;

/**
 * An image as an operator hands it in.
 *
 * @param boards named by hand, for an image that names none itself
 */
record NewImage(long build, String file, List<String> boards, String who) {
    private static final Pattern FILE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._+-]{0,199}");
    private static final Pattern BOARD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9,._+-]{0,127}");
    private static final int MOST_BOARDS = 64;

    NewImage {
        boards = boards.stream().distinct().toList();
        check(
                FILE.matcher(file).matches(),
                "file: a name of 1 to 200 letters, digits, . _ + and - is wanted, without a path");
        check(boards.size() <= MOST_BOARDS, "board: at most " + MOST_BOARDS + " boards");
        check(
                boards.stream().allMatch(board -> BOARD.matcher(board).matches()),
                "board: what a router says as board_name is wanted, such as \"tplink,archer-c7-v5\"");
    }

    private static void check(boolean right, String wanted) {
        if (!right) {
            throw new InvalidValue(wanted);
        }
    }
}
