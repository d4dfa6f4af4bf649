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
    private static final Pattern BOARD = Pattern.compile("[!-~]([ -~]{0,126}[!-~])?");
    private static final int MOST_BOARDS = 500;

    NewImage {
        if (!FILE.matcher(file).matches()) {
            throw new InvalidValue("file: a name of 1 to 200 letters, digits, . _ + and - is wanted, without a path");
        }
        boards = checkedBoards(boards.stream().distinct().toList(), "board");
    }

    NewImage withBoards(List<String> others) {
        return new NewImage(build, file, others, who);
    }

    /** @param name what the boards are called where they come from */
    static List<String> checkedBoards(List<String> boards, String name) {
        if (boards.size() > MOST_BOARDS) {
            throw new InvalidValue(name + ": at most " + MOST_BOARDS + " boards");
        }
        if (!boards.stream().allMatch(board -> BOARD.matcher(board).matches())) {
            throw new InvalidValue(
                    name + ": what a router says as board_name is wanted, such as \"tplink,archer-c7-v5\"");
        }
        return boards;
    }
}
