package org.openztp.firmware.store;

import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.openztp.openwrt.InvalidValue;

/** {@code conf/image-types.yaml}: the first type that a file's name has tells its boards. */
record ImageTypesFile(List<Type> types) {
    ImageTypesFile {
        types = types == null ? List.of() : types;
        check(types.stream().noneMatch(Objects::isNull), "types: file and boards of each are wanted");
        types = List.copyOf(types);
    }

    List<String> boardsOf(String name) {
        return types.stream()
                .filter(type -> type.has(name))
                .findFirst()
                .map(Type::boards)
                .orElse(List.of());
    }

    /** @param file a name, in which {@code *} and {@code ?} stand for any characters and any one */
    record Type(String file, List<String> boards) {
        Type {
            check(
                    file != null && file.matches("[A-Za-z0-9._+*?-]{1,200}"),
                    "file: the name of an image is wanted, * and ? stand for any characters and any one");
            check(
                    boards != null && !boards.isEmpty() && boards.stream().noneMatch(Objects::isNull),
                    "boards: at least one board_name is wanted");
            boards = NewImage.checkedBoards(List.copyOf(boards), "boards");
        }

        boolean has(String name) {
            String regex = Pattern.quote(file).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q");
            return Pattern.matches(regex, name);
        }
    }

    private static void check(boolean isRight, String words) {
        if (!isRight) {
            throw new InvalidValue(words);
        }
    }
}
