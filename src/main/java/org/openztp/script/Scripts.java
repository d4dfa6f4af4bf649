package org.openztp.script;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.openztp.config.BadFile;
import org.openztp.config.ConfFile;
import org.openztp.config.ConfFile.Wrong;
import org.openztp.config.YamlLines;

/** The scripts of {@code conf/scripts}: those that {@code scripts.yaml} names, and no other file of the folder. */
public final class Scripts {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final ObjectReader READER = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build()
            .readerFor(Shape.class);

    private record Shape(@JsonProperty("default") String provisions, Map<String, Entry> scripts) {}

    private record Entry(String description, List<String> arguments) {}

    private final Path folder;
    private final ConfFile<List<Script>> file;

    /** @param folder ZTP_HOME/conf/scripts */
    public Scripts(Path folder, InstantSource clock) {
        this.folder = folder;
        this.file = new ConfFile<>(folder.resolve("scripts.yaml"), this::parse, clock);
    }

    /**
     * All of them, in the file's order.
     *
     * @throws BadFile when scripts.yaml was never good
     */
    public List<Script> list() {
        return file.get();
    }

    /** @throws BadFile when scripts.yaml was never good */
    public Optional<Script> find(String name) {
        return list().stream().filter(script -> script.name().equals(name)).findFirst();
    }

    /**
     * The script that provisions.
     *
     * @throws BadFile when scripts.yaml was never good, or the script's own file is missing
     */
    public Script provisions() {
        return readable(list().stream().filter(Script::isDefault).findFirst().orElseThrow());
    }

    /** @throws BadFile when the script is not in scripts.yaml any more, or its file is missing */
    public Script get(String name) {
        return readable(find(name)
                .orElseThrow(() -> new BadFile(folder.resolve("scripts.yaml") + ": there is no script " + name)));
    }

    /** What is wrong with scripts.yaml now, with its line, and which scripts have no file that can be read. */
    public List<String> faults() {
        Optional<String> problem = file.problem();
        return problem.isPresent()
                ? List.of(problem.get())
                : list().stream()
                        .filter(script -> !Files.isReadable(script.file()))
                        .map(script -> script.file() + ": cannot be read, and scripts.yaml names it")
                        .toList();
    }

    private static Script readable(Script script) {
        if (!Files.isReadable(script.file())) {
            throw new BadFile(script.file() + ": cannot be read");
        }
        return script;
    }

    private List<Script> parse(String text) throws Wrong {
        Shape shape;
        try {
            shape = READER.readValue(text);
        } catch (JsonProcessingException e) {
            throw new Wrong(YamlLines.of(text, e), words(e));
        }
        if (shape == null || shape.scripts() == null || !shape.scripts().containsKey(shape.provisions())) {
            throw new Wrong(YamlLines.of(text, "default"), "default: the name of one of the scripts is wanted");
        }
        for (String name : shape.scripts().keySet()) {
            if (!NAME.matcher(name).matches()) {
                throw new Wrong(YamlLines.of(text, "scripts", name), "scripts: " + name + " is no plain file name");
            }
        }
        return shape.scripts().entrySet().stream()
                .map(entry -> script(entry.getKey(), entry.getValue(), shape.provisions()))
                .toList();
    }

    private static String words(JsonProcessingException e) {
        if (e instanceof UnrecognizedPropertyException unknown) {
            return unknown.getPropertyName() + ": there is no such property";
        }
        return e instanceof MismatchedInputException
                ? "default: and scripts: with a description and arguments: [] each are wanted"
                : e.getOriginalMessage().lines().findFirst().orElse("not YAML");
    }

    private Script script(String name, Entry entry, String provisions) {
        String description = entry == null || entry.description() == null ? "" : entry.description();
        List<String> arguments = entry == null || entry.arguments() == null ? List.of() : entry.arguments();
        return new Script(name, description, List.copyOf(arguments), name.equals(provisions), folder.resolve(name));
    }
}
