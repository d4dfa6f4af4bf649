package org.openztp.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The blocks of a README by their language, section by section, as a reader finds them. */
final class Readme {
    /** What takes root; {@link ServiceIT} tries it. */
    static final List<String> OF_ROOT = List.of("As a service", "The service");

    /** One fenced block and the heading it stands under. */
    private record Block(String section, String language, List<String> lines) {}

    private final List<Block> blocks = new ArrayList<>();

    Readme(Path file) throws IOException {
        String section = "";
        Block open = null;
        for (String line : Files.readAllLines(file)) {
            String text = line.strip();
            if (open != null && text.equals("```")) {
                open = null;
            } else if (open != null) {
                open.lines().add(text);
            } else if (text.startsWith("```")) {
                open = new Block(section, text.substring(3), new ArrayList<>());
                blocks.add(open);
            } else if (text.startsWith("#")) {
                section = text.replaceFirst("#+ ", "");
            }
        }
    }

    /** The commands, in their order, but for these sections'. */
    List<String> commandsExcept(List<String> sections) {
        return commands(section -> !sections.contains(section));
    }

    /** The commands of these sections, in their order; a backslash at the end of a line joins two. */
    List<String> commands(Predicate<String> sections) {
        return blocks.stream()
                .filter(block -> block.language().equals("sh") && sections.test(block.section()))
                .map(block -> String.join("\n", block.lines()).replace("\\\n", ""))
                .flatMap(String::lines)
                .filter(line -> !line.isBlank())
                .toList();
    }

    /** The lines of a section's blocks of that language. */
    List<String> lines(String section, String language) {
        return blocks.stream()
                .filter(block ->
                        block.section().equals(section) && block.language().equals(language))
                .flatMap(block -> block.lines().stream())
                .toList();
    }

    /** The languages of its blocks; nothing to be typed into a shell hides under another name than sh. */
    Set<String> languages() {
        return blocks.stream().map(Block::language).collect(Collectors.toSet());
    }
}
