package org.openztp.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.openztp.config.BadFile;
import org.openztp.config.ConfFile;
import org.openztp.desired.DesiredBuild;
import org.openztp.desired.DesiredImage;
import org.openztp.openwrt.InvalidValue;

/** The definitions of {@code conf/definitions}, each a file of its own: {@code NAME.yaml}, or as ZTPServer has it NAME. */
public final class Definitions {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private final Path folder;
    private final InstantSource clock;
    private final Map<Path, ConfFile<Definition>> files = new ConcurrentHashMap<>();

    /** @param folder ZTP_HOME/conf/definitions */
    public Definitions(Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /**
     * The definition in force: the last one that was good.
     *
     * @throws BadFile when it was never good, or there is none of that name
     */
    Definition get(String name) {
        return file(fileOf(name)).get();
    }

    /** All definitions by their file's name, in its order. */
    public List<String> names() {
        return list().stream()
                .map(file -> file.getFileName().toString().replaceAll("\\.yaml$", ""))
                .toList();
    }

    /**
     * What the devices of definitions should run, where these say it; by the name that a plan has from its definition.
     *
     * @param builds of the store
     * @param images that are made
     */
    public record Desired(Map<String, DesiredBuild> builds, Map<String, DesiredImage> images) {}

    public Desired desired() {
        Desired desired = new Desired(new HashMap<>(), new HashMap<>());
        for (String name : names()) {
            try {
                Definition definition = get(name);
                String shown = definition.name().isEmpty() ? name : definition.name();
                if (!desired.builds().containsKey(shown) && !desired.images().containsKey(shown)) {
                    definition
                            .firmware()
                            .build()
                            .ifPresent(build -> desired.builds().put(shown, build));
                    definition
                            .firmware()
                            .image()
                            .ifPresent(image -> desired.images().put(shown, image));
                }
            } catch (BadFile neverGood) {
                continue;
            }
        }
        return desired;
    }

    /** Whether there is a file of that name now, good or bad. */
    public boolean has(String name) {
        return isName(name) && Files.isRegularFile(fileOf(name));
    }

    /** What is wrong with the files as they are now. */
    public List<Fault> faults() {
        return list().stream().flatMap(file -> validate(file).stream()).toList();
    }

    /** All that is wrong with one file. */
    public static List<Fault> validate(Path file) {
        try {
            return reader(file, Files.readString(file)).faults();
        } catch (IOException e) {
            return List.of(new Fault(shown(file), 0, "cannot be read: " + e));
        }
    }

    /** The file of the definition, when there is one. */
    public Optional<Path> find(String name) {
        return NAME.matcher(name).matches() ? Optional.of(fileOf(name)).filter(Files::isRegularFile) : Optional.empty();
    }

    private Path fileOf(String name) {
        if (!isName(name)) {
            throw new InvalidValue("definition: a plain file name is wanted");
        }
        Path plain = folder.resolve(name);
        return Files.isRegularFile(plain) ? plain : folder.resolve(name + ".yaml");
    }

    private ConfFile<Definition> file(Path file) {
        if (!files.containsKey(file) && !Files.isRegularFile(file)) {
            throw new BadFile(shown(file) + ": there is no such definition");
        }
        return files.computeIfAbsent(
                file, path -> new ConfFile<>(path, text -> reader(path, text).definition(), clock));
    }

    private static DefinitionReader reader(Path file, String text) {
        return new DefinitionReader(
                shown(file), text, foreign(file.resolveSibling("..").normalize()));
    }

    /**
     * The actions in conf/actions are programs for other clients than routers.
     *
     * @param conf ZTP_HOME/conf
     */
    public static Predicate<String> foreign(Path conf) {
        Path actions = conf.resolve("actions");
        return action -> isName(action) && Files.exists(actions.resolve(action));
    }

    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    private List<Path> list() {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> isName(file.getFileName().toString()))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return new ArrayList<>();
        }
    }

    private static String shown(Path file) {
        return "definitions/" + file.getFileName();
    }
}
