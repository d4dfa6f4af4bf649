package org.openztp.firmware;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonPOJOBuilder;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.openztp.openwrt.InvalidValue;

/** {@code conf/firmware.yaml}: the first entry that names a board is its image. */
record ImagesFile(List<Entry> images) {

    ImagesFile {
        images = images == null ? List.of() : List.copyOf(images);
    }

    Optional<Entry> forBoard(String board) {
        return images.stream().filter(entry -> entry.isFor(board)).findFirst();
    }

    /** @param boards board names in which {@code *} and {@code ?} stand for any characters and any one */
    @JsonDeserialize(builder = Lines.class)
    record Entry(List<String> boards, String release, String file) {

        boolean isFor(String board) {
            return boards.stream().anyMatch(glob -> regex(glob).matcher(board).matches());
        }

        private static Pattern regex(String glob) {
            String regex = Pattern.quote(glob).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q");
            return Pattern.compile(regex);
        }
    }

    /** An entry as it is read: each value is checked while the parser stands at its line. */
    @JsonPOJOBuilder
    static final class Lines {
        private static final Pattern RELEASE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+~-]{0,39}");
        private static final Pattern FILE =
                Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._+-]*(?:/[A-Za-z0-9_][A-Za-z0-9._+-]*)*");

        private List<String> boards;
        private String release;
        private String file;

        @JsonProperty
        void boards(List<String> names) {
            check(
                    names != null && !names.isEmpty() && names.stream().noneMatch(name -> name == null),
                    "boards: a list of board names is wanted, such as [\"tplink,archer-c7-*\"]");
            boards = List.copyOf(names);
        }

        @JsonProperty
        void release(String text) {
            check(
                    text != null && RELEASE.matcher(text).matches(),
                    "release: what DISTRIB_RELEASE says is wanted, such as \"23.05.5\"");
            release = text;
        }

        @JsonProperty
        void file(String text) {
            check(
                    text != null && text.length() <= 200 && FILE.matcher(text).matches(),
                    "file: a path below the folder fw is wanted, of letters, digits, . _ + - and /");
            file = text;
        }

        Entry build() {
            check(boards != null && release != null && file != null, "an image has boards, release and file");
            return new Entry(boards, release, file);
        }

        private static void check(boolean right, String wanted) {
            if (!right) {
                throw new InvalidValue(wanted);
            }
        }
    }
}
